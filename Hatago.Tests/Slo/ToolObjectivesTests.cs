using System.Text.Json.Nodes;

namespace Hatago.Tests.Slo;

/// <summary>What plugins promise of their tools, in their manifests.</summary>
public sealed class ToolObjectivesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_exported_with_plugin_and_tool_and_watched()
    {
        using var plugins = new PluginsFolder().AddHello().AddFixture(change: manifest => manifest["slo"] = JsonNode.Parse("""{"availability":99,"tools":{"throw":{"availability":50,"p95Ms":200.5}}}"""));
        await using var app = await HatagoApp.StartAsync(plugins);
        await app.CallAsync("fixture.greet", new { name = "Ann" }, Cancellation);
        for (var i = 0; i < 10; i++)
            await app.CallAsync("fixture.throw", new { secret = "s" }, Cancellation);

        await app.MetricAsync("""hatago_slo_target{metric="availability_percent"} 99.95""", Cancellation);
        await app.MetricAsync("""hatago_slo_target{metric="availability_percent",plugin="fixture",tool="fixture.greet"} 99""", Cancellation);
        await app.MetricAsync("""hatago_slo_target{metric="availability_percent",plugin="fixture",tool="fixture.throw"} 50""", Cancellation);
        await app.MetricAsync("""hatago_slo_target{metric="p95_latency_ms",plugin="fixture",tool="fixture.throw"} 200.5""", Cancellation);
        var tools = (await app.CallAsync("slo.status", null, Cancellation))["result"]!["structuredContent"]!["tools"]!.AsArray();
        Assert.DoesNotContain(tools, tool => tool!["plugin"]!.GetValue<string>() == "hello");
        Assert.Equal(["availability 0 broken", "p95_latency met"], Objectives(tools, "fixture.throw").Select(one => one.StartsWith("p95", StringComparison.Ordinal) ? "p95_latency met" : one));
        Assert.Equal(["availability 100 met"], Objectives(tools, "fixture.greet"));
    }

    [Theory]
    [InlineData("""{"availability":99}""", "fixture.greet")]
    [InlineData("""{"p95Ms":5}""", "fixture.greet")]
    [InlineData("""{"tools":{"greet":{"p95Ms":5}}}""", "fixture.greet")]
    public async Task Each_member_can_stand_alone(string slo, string tool)
    {
        using var plugins = new PluginsFolder().AddFixture(change: manifest => manifest["slo"] = JsonNode.Parse(slo));
        await using var app = await HatagoApp.StartAsync(plugins);

        var tools = (await app.CallAsync("slo.status", null, Cancellation))["result"]!["structuredContent"]!["tools"]!.AsArray();

        Assert.Single(tools.Single(one => one!["tool"]!.GetValue<string>() == tool)!["objectives"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"availability":100}""", "slo/availability")]
    [InlineData("""{"availability":"99"}""", "slo/availability")]
    [InlineData("""{"p95Ms":0}""", "slo/p95Ms")]
    [InlineData("""{"p99Ms":5}""", "slo/p99Ms")]
    [InlineData("""{}""", "slo")]
    [InlineData("""{"tools":{"greet":{}}}""", "slo/tools/greet")]
    [InlineData("""{"tools":{"nothing":{"p95Ms":5}}}""", "'slo.tools' names 'nothing'; the plugin's tools are ")]
    public async Task What_cannot_be_promised_is_refused_and_named(string slo, string named)
    {
        using var plugins = new PluginsFolder().AddFixture(change: manifest => manifest["slo"] = JsonNode.Parse(slo));

        await using var app = await HatagoApp.StartAsync(plugins);

        var status = JsonNode.Parse(await app.Http.GetStringAsync(new Uri("/security/status", UriKind.Relative), Cancellation))!;
        Assert.Contains(named, status["plugins"]![0]!["reasons"]!.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal));
        await app.MetricAsync("""hatago_plugin_refused{plugin="fixture",reason="load"} 1""", Cancellation);
    }

    private static IEnumerable<string> Objectives(JsonArray tools, string name) =>
        tools.Single(tool => tool!["tool"]!.GetValue<string>() == name)!["objectives"]!.AsArray().Select(one => $"{one!["name"]} {one["current"]} {one["state"]}");
}
