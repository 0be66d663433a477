using System.Text.Json.Nodes;

namespace Hatago.Tests.Check;

/// <summary><c>./hatago check</c> against the real server.</summary>
public sealed class CheckTests
{
    private const int Sigint = 2;

    private static readonly Uri Nobody = new("http://127.0.0.1:9/");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fresh_server_is_fine_and_what_was_not_reached_is_named()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddHello());

        var check = await CheckRun.AloneAsync(app.Http.BaseAddress!, "--json");

        Assert.Equal((0, "ok"), (check.ExitCode, check.State));
        Assert.Equal(["availability met", "p95_latency too_few", "p99_latency too_few", "error_rate met"], check.Json["objectives"]!.AsArray().Select(one => $"{one!["name"]} {one["state"]}"));
        Assert.Equal("""{"service":null,"process":1}""", check.Json["error_budget_remaining"]!.ToJsonString());
        Assert.Equal("""{"plugin":"hello","state":"closed","consecutive_failures":0,"retry_after_ms":0}""", Assert.Single(check.Json["breakers"]!.AsArray())!.ToJsonString());
        Assert.Equal(("hello", "unsigned", true), (Plugin(check, "name").GetValue<string>(), Plugin(check, "signature").GetValue<string>(), Plugin(check, "served").GetValue<bool>()));
        Assert.Null(check.Json["alerts"]);
        Assert.Equal(2, check.Json["problems"]!.AsArray().Count);
        Assert.StartsWith("Prometheus at http://127.0.0.1:9/ was not reached: ", check.Json["problems"]![0]!.GetValue<string>());
        Assert.StartsWith("Alertmanager at http://127.0.0.1:9/ was not reached: ", check.Json["problems"]![1]!.GetValue<string>());
    }

    [Fact]
    public async Task A_broken_objective_is_told_by_the_exit_code_and_on_the_screen()
    {
        await using var app = await HatagoApp.StartAsync();
        for (var i = 0; i < 10; i++)
            await app.CallAsync("fixture.throw", new { secret = "s" }, Cancellation);
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="tool_failure"} 10""", Cancellation);

        var check = await CheckRun.AloneAsync(app.Http.BaseAddress!);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains(": broken", check.Output);
        Assert.Matches(@"availability\s+30d\s+≥ 99.95 %\s+–\s+0 %\s+broken", check.Output);
        Assert.Matches(@"fixture\s+1.2.3-beta.1\s+unsigned\s+open\s+served", check.Output);
        Assert.DoesNotContain('\u001b', check.Output);
        Assert.All(check.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task A_draining_server_is_not_ready()
    {
        await using var app = await HatagoApp.StartAsync();
        using var drained = await app.Http.PostAsync(new Uri("/drain", UriKind.Relative), null, Cancellation);

        var check = await CheckRun.AloneAsync(app.Http.BaseAddress!, "--json");

        Assert.Equal((1, "not_ready"), (check.ExitCode, check.State));
        Assert.Equal(("fail", "draining"), (check.Json["health"]!["status"]!.GetValue<string>(), check.Json["health"]!["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Where_management_is_not_allowed_it_says_so_and_does_not_call_it_fine()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder(), ("ENVIRONMENT", "Production"), ("HATAGO_MANAGEMENT_LOOPBACK", "false"));

        var check = await CheckRun.AloneAsync(app.Http.BaseAddress!, "--json");

        Assert.Equal((2, "unknown"), (check.ExitCode, check.State));
        Assert.Contains("slo.status is management", check.Json["problems"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_is_unreachable()
    {
        var check = await CheckRun.AloneAsync(Nobody);

        Assert.Equal(2, check.ExitCode);
        Assert.Contains("Hatago at http://127.0.0.1:9/ was not reached", check.Output);
        Assert.Contains("./hatago up", check.Output);
    }

    [Fact]
    public async Task Who_answers_and_is_no_hatago_is_named_as_such()
    {
        await using var peer = Peer.Create();
        await peer.StartAsync(Cancellation);

        var check = await CheckRun.AloneAsync(new(peer.Urls.Single()), "--json");

        Assert.Equal(2, check.ExitCode);
        Assert.Contains("something else listens there", check.Json["problems"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("--url abc is not valid; allowed is an http or https address", "--url", "abc")]
    [InlineData("--watch 0 is not valid; allowed is a whole number from 1 to 3600", "--watch", "0")]
    [InlineData("--timeout 1.5 is not valid; allowed is a whole number from 1 to 3600", "--timeout", "1.5")]
    [InlineData("Unrecognized command or argument '--wach'", "--wach")]
    public async Task Wrong_usage_is_named_with_what_is_allowed(string message, params string[] arguments)
    {
        var check = await CheckRun.RunAsync(arguments);

        Assert.Equal(64, check.ExitCode);
        Assert.Contains(message, check.Errors);
        Assert.Contains("./hatago check --help", check.Errors);
    }

    [Fact]
    public async Task Watching_prints_one_object_a_line()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var check = new ConsoleProcess("dotnet", [Repository.Check, "--url", app.Http.BaseAddress!.ToString(), "--prometheus", "http://127.0.0.1:9", "--alertmanager", "http://127.0.0.1:9", "--json", "--watch", "1"], []);

        var lines = await Eventually.GetAsync(() => Task.FromResult(check.Output), lines => lines.Count >= 3, Cancellation);
        _ = Signals.Send(check.Id, Sigint);

        Assert.All(lines, line => Assert.Equal("ok", JsonNode.Parse(line)!["state"]!.GetValue<string>()));
        Assert.Equal(0, await check.ExitAsync(Cancellation));
    }

    private static JsonNode Plugin(CheckRun check, string member) => Assert.Single(check.Json["plugins"]!.AsArray())![member]!;
}
