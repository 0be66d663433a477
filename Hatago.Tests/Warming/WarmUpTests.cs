using System.Net.Sockets;
using System.Text.Json.Nodes;
using Hatago.McpServer.Warming;
using Hatago.Tests.Telemetry;

namespace Hatago.Tests.Warming;

public sealed class WarmUpTests : IDisposable
{
    private const string Endless = "600000";

    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private bool IsUnderWay => Directory.GetDirectories(_temporary.Path, "hatago-warm-up-*").Length > 0;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task It_ends_when_calls_bring_the_compiler_nothing_new()
    {
        await using var server = Start(Endless, ("DOTNET_TieredCompilation", "0")); // All is compiled once.
        using var http = await server.ReadyAsync(Cancellation);

        var meta = (await RecordAsync(server))["meta"]!;

        Assert.Contains(meta["calls"]!.GetValue<int>(), Enumerable.Range(2, 8).Select(hundreds => 100 * hundreds)); // A timer may have brought something new meanwhile.
        Assert.InRange(meta["compiled"]!.GetValue<long>(), 1_000, 100_000);
        Assert.False(IsUnderWay);
    }

    [Theory]
    [InlineData("DOTNET_TieredCompilation", "0", 240)] // Nothing is compiled again: 250, less what the rounding of two times may take from it.
    [InlineData("DOTNET_TC_CallCountingDelayMs", "1", 490)] // Something is, at once, and then as long again has to bring nothing.
    public async Task The_server_is_ready_only_when_the_compiler_has_had_its_start_too(string setting, string value, int least)
    {
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(Endless, (setting, value), ("HATAGO_PLUGINS_DIR", plugins.Path));
        using var http = await server.ReadyAsync(Cancellation);

        var settling = At(await RecordAsync(server, "Plugins loaded")) - At(await RecordAsync(server, "Plugin hello 1.0.0 loaded"));

        Assert.InRange(settling, TimeSpan.FromMilliseconds(least), TimeSpan.FromMinutes(1));

        static DateTimeOffset At(JsonNode record) => record["timestamp"]!.GetValue<DateTimeOffset>();
    }

    [Theory]
    [InlineData(200, 119, true)]
    [InlineData(200, 120, false)] // Twenty are not few.
    [InlineData(299, 100, false)] // It looks every hundred calls only,
    [InlineData(100, 100, false)] // and not before the compiler can have counted.
    [InlineData(0, 100, false)]
    public void It_is_done_when_the_last_hundred_calls_brought_few_methods(int calls, long now, bool isDone)
    {
        var before = 100L;

        Assert.Equal(isDone, WarmUp.IsDone(calls, now, ref before));
        Assert.Equal(calls % 100 == 0 && calls > 0 ? now : 100, before);
    }

    [Fact]
    public async Task Nothing_of_it_is_seen_and_none_of_the_servers_limits_count_for_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(
            Endless, ("DOTNET_TieredCompilation", "0"), ("HATAGO_PLUGINS_DIR", plugins.Path), ("HATAGO_RATE_LIMIT_PER_SECOND", "1"), ("HATAGO_RATE_LIMIT_BURST", "20"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "200"));
        using var http = await server.ReadyAsync(Cancellation);

        var calls = (await RecordAsync(server))["meta"]!["calls"]!.GetValue<int>();
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        var logs = await http.GetStringAsync(new Uri("/logs", UriKind.Relative), Cancellation);
        var tools = await (await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation)).Content.ReadAsStringAsync(Cancellation);
        await receiver.MetricAsync(metric => metric.Name == "hatago_requests_total" && metric.Sum.DataPoints.Any(point => point.AsInt > 0), Cancellation);
        await receiver.SpanAsync(span => span.Name.Contains("tools/list", StringComparison.Ordinal), Cancellation);

        Assert.InRange(calls, 21, int.MaxValue);
        Assert.All(metrics.Split('\n').Where(line => line.StartsWith("hatago_requests_total{", StringComparison.Ordinal) && line.Contains("/mcp", StringComparison.Ordinal)), line => Assert.EndsWith(" 0", line));
        Assert.DoesNotContain("Request completed", logs);
        Assert.Contains("hello.hatago", tools);
        foreach (var seen in new[] { metrics, logs, tools, receiver.AllText, string.Join('\n', server.Output) })
            Assert.DoesNotContain("warm-up", seen);
        Assert.False(IsUnderWay);
    }

    [Fact]
    public async Task Nobody_is_served_meanwhile_and_a_signal_ends_it_at_once()
    {
        await using var server = Start(Endless);
        using var http = new HttpClient { BaseAddress = server.Address };
        await Eventually.GetAsync(() => Task.FromResult(IsUnderWay), begun => begun, Cancellation);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation));
        Signals.Terminate(server.Id);

        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
        Assert.Equal(0, await server.ExitAsync(Cancellation));
        Assert.InRange((await RecordAsync(server))["meta"]!["calls"]!.GetValue<int>(), 0, 199);
        Assert.False(IsUnderWay);
    }

    [Fact]
    public async Task One_that_fails_is_told_and_keeps_no_server_from_its_start()
    {
        await using var server = ServerProcess.Start(("HATAGO_WARM_UP_MS", Endless), ("TMPDIR", Path.Combine(_temporary.Path, "gone")));

        using var http = await server.ReadyAsync(Cancellation);

        await server.SaysAsync("The warm-up failed; the first calls take longer", Cancellation);
        Assert.DoesNotContain(server.Output, line => line.Contains("Warmed up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_variable_there_is_none()
    {
        await using var server = ServerProcess.Start(("TMPDIR", _temporary.Path));

        using var http = await server.ReadyAsync(Cancellation);

        await server.SaysAsync("Plugins loaded", Cancellation);
        Assert.DoesNotContain(server.Output, line => line.Contains("Warmed up", StringComparison.Ordinal));
    }

    private ServerProcess Start(string milliseconds, params (string Name, string Value)[] variables) => ServerProcess.Start(
        [("HATAGO_WARM_UP_MS", milliseconds), ("TMPDIR", _temporary.Path), ("DOTNET_ENVIRONMENT", "Development"), ("LOG_FORMAT", "json"), .. variables]);

    private static async Task<JsonNode> RecordAsync(ServerProcess server, string text = "Warmed up in") =>
        JsonNode.Parse(await server.SaysAsync(text, Cancellation))!;
}
