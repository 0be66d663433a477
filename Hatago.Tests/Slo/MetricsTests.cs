using System.Text.RegularExpressions;

namespace Hatago.Tests.Slo;

/// <summary>The exposition that other people's dashboards and alerts depend on, to the letter.</summary>
public sealed partial class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""hatago_slo_target{metric="availability_percent"} 99.95""")]
    [InlineData("""hatago_slo_target{metric="p95_latency_ms"} 5""")]
    [InlineData("""hatago_slo_target{metric="p99_latency_ms"} 10""")]
    [InlineData("""hatago_slo_target{metric="error_rate_percent"} 0.1""")]
    [InlineData("""hatago_requests_total{code="200",endpoint="/mcp"} 0""")]
    [InlineData("""hatago_errors_total{code="503",endpoint="/mcp",reason="overload"} 0""")]
    [InlineData("""hatago_errors_total{code="200",endpoint="/mcp",reason="tool_failure"} 0""")]
    [InlineData("""hatago_tool_calls_total{outcome="failure",plugin="hello",tool="hello.hatago"} 0""")]
    public async Task Targets_and_counters_are_there_before_the_first_call(string line)
    {
        await using var app = await HatagoApp.StartAsync();

        Assert.Contains(line, await LinesAsync(app));
    }

    [Fact]
    public async Task Calls_are_counted_by_outcome_and_requests_by_reason()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2026-07-28", Cancellation);

        await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation);
        await client.CallToolAsync("fixture.refuse", cancellationToken: Cancellation);
        await client.CallToolAsync("fixture.complain", cancellationToken: Cancellation);
        await client.CallToolAsync("fixture.throw", new Dictionary<string, object?> { ["secret"] = "s" }, cancellationToken: Cancellation);

        await app.MetricAsync("""hatago_tool_calls_total{outcome="ok",plugin="hello",tool="hello.hatago"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="tool_error",plugin="fixture",tool="fixture.refuse"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="tool_error",plugin="fixture",tool="fixture.complain"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="failure",plugin="fixture",tool="fixture.throw"} 1""", Cancellation);
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="tool_failure"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_duration_seconds_count{plugin="hello",tool="hello.hatago"} 1""", Cancellation);
    }

    [Fact]
    public async Task A_failure_inside_a_session_counts_too()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        await client.CallToolAsync("fixture.throw", new Dictionary<string, object?> { ["secret"] = "s" }, cancellationToken: Cancellation);

        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="tool_failure"} 1""", Cancellation);
    }

    [Fact]
    public async Task Both_histograms_have_the_edges_of_the_contract()
    {
        await using var app = await HatagoApp.StartAsync();
        await app.CurlAsync("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"hello.hatago"}}""", Cancellation);
        await app.MetricAsync("""hatago_requests_total{code="200",endpoint="/mcp"} 1""", Cancellation);

        var lines = await LinesAsync(app);

        foreach (var series in new[] { """hatago_request_duration_seconds_bucket{endpoint="/mcp",""", """hatago_tool_duration_seconds_bucket{plugin="hello",tool="hello.hatago",""" })
        {
            var edges = lines.Where(line => line.StartsWith(series, StringComparison.Ordinal)).Select(line => Edge().Match(line).Groups[1].Value);
            Assert.Equal("0.0005 0.001 0.0025 0.005 0.0075 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 30 +Inf", string.Join(' ', edges));
        }
    }

    [Fact]
    public async Task Every_series_is_one_of_ours_with_its_own_labels_only()
    {
        await using var app = await HatagoApp.StartAsync();
        await app.CurlAsync("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"hello.hatago"}}""", Cancellation);
        await app.MetricAsync("""hatago_requests_total{code="200",endpoint="/mcp"} 1""", Cancellation);

        var series = (await LinesAsync(app)).Where(line => line.Length > 0 && line[0] != '#').ToArray();

        Assert.All(series, line => Assert.StartsWith("hatago_", line));
        Assert.All(series, line => Assert.DoesNotContain("otel_", line));
        Assert.Single(series, line => BuildInfo().IsMatch(line));
        Assert.Single(series, line => InFlight().IsMatch(line));
    }

    [Fact]
    public async Task A_call_is_in_flight_until_it_ends_and_a_client_that_hangs_up_ends_it()
    {
        await using var app = await HatagoApp.StartAsync();
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = app.CurlAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fixture.wait"}}""", hangUp.Token);
        await Eventually.GetAsync(() => LinesAsync(app), lines => lines.Any(line => line.StartsWith("hatago_inflight_requests", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)), Cancellation);

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var after = await Eventually.GetAsync(() => LinesAsync(app), lines => lines.Any(line => InFlight().IsMatch(line)), Cancellation);
        await app.MetricAsync("""hatago_requests_total{code="499",endpoint="/mcp"} 1""", Cancellation);
        Assert.Contains("""hatago_tool_calls_total{outcome="failure",plugin="fixture",tool="fixture.wait"} 0""", after);
    }

    [Fact]
    public async Task Two_servers_in_one_process_do_not_count_each_others_calls()
    {
        await using var one = await HatagoApp.StartAsync();
        await using var other = await HatagoApp.StartAsync();

        await one.CurlAsync("""{"jsonrpc":"2.0","method":"tools/list"}""", Cancellation);

        await one.MetricAsync("""hatago_requests_total{code="200",endpoint="/mcp"} 1""", Cancellation);
        await other.MetricAsync("""hatago_requests_total{code="200",endpoint="/mcp"} 0""", Cancellation);
    }

    private static async Task<string[]> LinesAsync(HatagoApp app) =>
        (await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n');

    [GeneratedRegex("le=\"([^\"]+)\"")]
    private static partial Regex Edge();

    [GeneratedRegex("""^hatago_build_info\{commit="[^"]+",version="\d+\.\d+\.\d+"\} 1$""")]
    private static partial Regex BuildInfo();

    [GeneratedRegex(@"^hatago_inflight_requests(\{\})? 0$")]
    private static partial Regex InFlight();
}
