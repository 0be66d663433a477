using System.Net;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Drills;

[Collection(Alone.Name)]
public sealed class OverloadDrill
{
    private static readonly string[] Probes = ["/health/live", "/health/ready", "/metrics"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_1600_slow_calls_with_1000_slots_and_a_queue_of_500_exactly_100_are_refused_before_the_first_one_ends()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = ServerProcess.Start(("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("HATAGO_TIMEOUT_MS", "600000"));
        using var http = await server.ReadyAsync(Cancellation);

        var calls = Enumerable.Range(0, 1600).Select(_ => PostAsync(http, "fixture.hold", new { file = release })).ToArray();
        await Eventually.GetAsync(() => Task.FromResult(calls.Count(call => call.IsCompleted)), ended => ended >= 100, Cancellation, TimeSpan.FromMinutes(2));
        await Eventually.GetAsync(() => MetricsAsync(http), metrics => metrics.Contains("hatago_inflight_requests{} 1500", StringComparison.Ordinal), Cancellation, TimeSpan.FromMinutes(2));
        var refused = calls.Where(call => call.IsCompleted).Select(call => call.Result).ToArray();
        var meanwhile = await Task.WhenAll(Probes.Select(path => http.GetAsync(new Uri(path, UriKind.Relative), Cancellation)));
        var status = await StatusAsync(http);
        await File.WriteAllTextAsync(release, "", Cancellation);
        var answers = await Task.WhenAll(calls);

        Assert.Equal(100, refused.Length);
        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString())));
        Assert.All(meanwhile, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((1000, 500), (status["active_requests"]!.GetValue<int>(), status["queue_length"]!.GetValue<int>()));
        Assert.Equal(1500, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(100, answers.Count(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable));
        var executed = await Task.WhenAll(answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).Select(TextAsync));
        Assert.Equal(Enumerable.Range(1, 1500), executed.Select(int.Parse).Order());

        // Of the server's counts, the one more 200 is that of the status call.
        var metrics = await Eventually.GetAsync(
            () => MetricsAsync(http), metrics => metrics.Contains("hatago_inflight_requests{} 0", StringComparison.Ordinal), Cancellation);
        Assert.Contains("""hatago_requests_total{code="200",endpoint="/mcp"} 1501""", metrics);
        Assert.Contains("""hatago_requests_total{code="503",endpoint="/mcp"} 100""", metrics);
        Assert.Contains("""hatago_errors_total{code="503",endpoint="/mcp",reason="overload"} 100""", metrics);
        Assert.Contains("""hatago_tool_calls_total{outcome="ok",plugin="fixture",tool="fixture.hold"} 1500""", metrics);
        Assert.Contains("hatago_queue_length{} 0", metrics);
        Assert.Equal(
            """{"total_requests":1600,"rejected_requests":100,"queued_requests":500,"timeout_requests":0,"rejection_rate":0.0625}""",
            (await StatusAsync(http))["metrics"]!.ToJsonString());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string tool, object? arguments = null) =>
        http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call(tool, arguments)), Cancellation);

    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["result"]!["content"]![0]!["text"]!.GetValue<string>();

    private static async Task<JsonNode> StatusAsync(HttpClient http) => JsonNode.Parse(await TextAsync(await PostAsync(http, "concurrency.status")))!;

    private static Task<string> MetricsAsync(HttpClient http) => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
}
