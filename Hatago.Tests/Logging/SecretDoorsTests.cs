using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Hatago.Tests.Telemetry;

namespace Hatago.Tests.Logging;

/// <summary>A secret of each kind, through each door of the real server at its most talkative level; then it is looked for in each place that could show it.</summary>
public sealed class SecretDoorsTests
{
    private static readonly string[] PluginDoors = ["message", "property", "named", "scope", "exception", "throw", "fetch"];

    /// <summary>Of no shape: found by what the server was given.</summary>
    private const string Environment = "opaque of the environment";

    /// <summary>Of no shape, and no argument: what a tool answers, of which the SDK writes a failed one into its span.</summary>
    private const string Result = "answer for one caller";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Secrets.Theory), MemberType = typeof(Secrets))]
    public async Task A_secret_that_goes_through_any_door_is_in_no_place(string kind, string text, string needle)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = ServerProcess.Start(
            ("DOTNET_ENVIRONMENT", "Development"), ("LOG_FORMAT", "json"), ("LOG_LEVEL", "debug"), ("HATAGO_LOG_BUFFER_SIZE", "10000"),
            ("HATAGO_PLUGINS_DIR", plugins.Path), ("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1000000"), ("LEAK_API_KEY", Environment),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"));
        using var http = await server.ReadyAsync(Cancellation);
        var streamed = new ConcurrentQueue<string>();
        using var stream = new StreamReader(await http.GetStreamAsync(new Uri("/logs/stream", UriKind.Relative), Cancellation));
        var streaming = Task.Run(() => ReadAsync(stream, streamed), Cancellation);
        var answers = new StringBuilder();
        var line = text.ReplaceLineEndings(" ");

        // Query and path.
        foreach (var url in new[] { $"/mcp?token={E(text)}", $"/nowhere?access_token={E(text)}&x={E(text)}", $"/logs?level={E(text)}", $"/logs?{E(text)}=1", $"/security/status?x={E(text)}", $"/nowhere/{E(line)}" })
            answers.AppendLine(await SendAsync(http, new(HttpMethod.Get, url)));

        // Headers, those that are read and those that are not, and a body that is no JSON.
        foreach (var header in new[] { "Authorization", "Cookie", "X-Api-Key", "User-Agent", "Referer", "X-Correlation-ID", "X-Trace-ID", "Mcp-Session-Id", "MCP-Protocol-Version", "Last-Event-ID", "tracestate", "baggage" })
        {
            var request = Call("fixture.tally", new { });
            request.Headers.TryAddWithoutValidation(header, line);
            answers.AppendLine(await SendAsync(http, request));
        }

        var unknown = Call("fixture.tally", new { });
        unknown.Content!.Headers.Remove("Content-Type");
        unknown.Content.Headers.TryAddWithoutValidation("Content-Type", line);
        answers.AppendLine(await SendAsync(http, unknown));
        answers.AppendLine(await SendAsync(http, new(HttpMethod.Post, "/mcp") { Content = new StringContent($"no json {text}") }));

        // Arguments, right and wrong ones, that the plugin logs, throws and sends on; and the same where they are no arguments.
        answers.AppendLine(await SendAsync(http, Call("fixture.greet", new { name = new[] { text } })));
        answers.AppendLine(await SendAsync(http, Call("fixture.greet", new { nam = text })));
        answers.AppendLine(await SendAsync(http, Call("logs.query", new { level = text, component = text })));
        answers.AppendLine(await SendAsync(http, Call("logs.config", new { action = text })));
        answers.AppendLine(await SendAsync(http, Call("security.verify", new { action = text })));
        foreach (var door in PluginDoors)
        {
            answers.AppendLine(await SendAsync(http, Call("fixture.leak", new { how = door, text, url = receiver.HttpEndpoint })));
            answers.AppendLine(await SendAsync(http, Call("fixture.leak", new { how = door, text = new string([.. text.Reverse()]), reversed = true, url = receiver.HttpEndpoint })));
        }

        answers.AppendLine(await SendAsync(http, Call("fixture.leak", new { how = "variable" })));

        // Results, which only their caller gets.
        Assert.Contains(JsonEncodedText.Encode(needle).Value, await SendAsync(http, Call("fixture.leak", new { how = "result", text })));
        Assert.Contains(JsonEncodedText.Encode(needle).Value, await SendAsync(http, Call("fixture.leak", new { how = "error", text })));
        Assert.Contains(Result, await SendAsync(http, Call("fixture.leak", new { how = "error", text = new string([.. Result.Reverse()]), reversed = true })));
        await SendAsync(http, new(HttpMethod.Get, "/the-last-one"));

        await Eventually.GetAsync(() => Task.FromResult(string.Join('\n', streamed)), seen => seen.Contains("/the-last-one", StringComparison.Ordinal), Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(string.Join('\n', server.Output)), seen => seen.Contains("/the-last-one", StringComparison.Ordinal), Cancellation);
        await receiver.LogAsync(log => log.Record.ToString().Contains("/the-last-one", StringComparison.Ordinal), Cancellation);
        await receiver.SpanAsync(span => span.Span.ToString().Contains("/the-last-one", StringComparison.Ordinal), Cancellation);
        await receiver.MetricAsync(_ => true, Cancellation);

        AssertAbsent("the answers", answers.ToString());
        AssertAbsent("stdout", string.Join('\n', server.Output));
        AssertAbsent("stderr", server.Errors);
        AssertAbsent("/logs", await http.GetStringAsync(new Uri("/logs?limit=10000", UriKind.Relative), Cancellation));
        AssertAbsent("/logs/stream", string.Join('\n', streamed));
        AssertAbsent("logs.query", await SendAsync(http, Call("logs.query", new { limit = 10_000 })));
        AssertAbsent("OTLP", receiver.AllText);
        AssertAbsent("/security/status", await http.GetStringAsync(new Uri("/security/status", UriKind.Relative), Cancellation));
        AssertAbsent("/metrics", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
        Assert.Contains("[redacted]", string.Join('\n', server.Output));

        void AssertAbsent(string place, string all)
        {
            foreach (var spelling in new[] { needle, JsonEncodedText.Encode(needle).Value, E(needle), Environment, Result }.Distinct())
            {
                var at = all.IndexOf(spelling, StringComparison.Ordinal);
                Assert.True(at < 0, $"{kind} is in {place}: …{(at < 0 ? "" : all[Math.Max(0, at - 400)..Math.Min(all.Length, at + 200)])}…");
            }
        }
    }

    private static string E(string text) => Uri.EscapeDataString(text);

    private static HttpRequestMessage Call(string tool, object arguments) => new(HttpMethod.Post, "/mcp") { Content = new StringContent(HatagoApp.Call(tool, arguments)) };

    private static async Task<string> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using (request)
        using (var answer = await http.SendAsync(request, Cancellation))
            return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task ReadAsync(StreamReader stream, ConcurrentQueue<string> lines)
    {
        while (await stream.ReadLineAsync(Cancellation) is { } line)
            lines.Enqueue(line);
    }
}
