using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Proto.Trace.V1;

namespace Hatago.Tests.Telemetry;

public sealed class OtlpTests
{
    private const string Never = "3600000";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_receiver_finds_the_tree_of_spans_the_logs_of_the_trace_and_the_metrics(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, protocol == "grpc" ? receiver.GrpcEndpoint : receiver.HttpEndpoint, protocol, everyMs: "200");
        using var http = await server.ReadyAsync(Cancellation);
        const string trace = "0af7651916cd43dd8448eb211c80319c";

        await SendAsync(http, HatagoApp.Call("fixture.leak", new { how = "fetch", text = "nothing", url = receiver.HttpEndpoint }), ("traceparent", $"00-{trace}-b7ad6b7169203331-01"), ("X-Correlation-ID", "order-66"));

        var fetch = await receiver.SpanAsync(span => span.TraceId == trace && span.Span.Kind == Span.Types.SpanKind.Client, Cancellation);
        var server1 = await receiver.SpanAsync(span => span.TraceId == trace && span.ParentSpanId == "b7ad6b7169203331", Cancellation);
        var mcp = await receiver.SpanAsync(span => span.TraceId == trace && span.ParentSpanId == server1.SpanId, Cancellation);
        var plugin = await receiver.SpanAsync(span => span.TraceId == trace && span.ParentSpanId == mcp.SpanId, Cancellation);
        Assert.Equal(plugin.SpanId, fetch.ParentSpanId);
        Assert.Equal(("POST /mcp/", "tools/call fixture.leak", "execute_tool fixture.leak"), (server1.Name, mcp.Name, plugin.Name));
        Assert.Equal("order-66", Attribute(server1, "hatago.correlation_id"));
        Assert.Equal(("tools/call", "fixture.leak", "execute_tool"), (Attribute(mcp, "mcp.method.name"), Attribute(mcp, "gen_ai.tool.name"), Attribute(mcp, "gen_ai.operation.name")));
        Assert.Equal(("fixture.leak", "fixture", "System.Net.Http.HttpRequestException"), (Attribute(plugin, "gen_ai.tool.name"), Attribute(plugin, "hatago.plugin"), Attribute(plugin, "error.type")));
        Assert.Equal(Status.Types.StatusCode.Error, plugin.Span.Status.Code);

        var failed = await receiver.LogAsync(log => log.TraceId == trace && log.Record.Body.StringValue == "Call of fixture.leak in plugin fixture failed", Cancellation);
        Assert.Contains(failed.Record.Attributes, one => one.Key == "exception.type" && one.Value.StringValue == "System.Net.Http.HttpRequestException");
        Assert.Contains(failed.Record.Attributes, one => one.Key == "exception.stacktrace" && one.Value.StringValue.Contains("LeakTools.Leak", StringComparison.Ordinal));
        var completed = await receiver.LogAsync(log => log.TraceId == trace && log.Record.Body.StringValue == "Request completed", Cancellation);
        Assert.Contains(completed.Record.Attributes, one => one.Key == "correlation_id" && one.Value.StringValue == "order-66");
        Assert.Equal("Hatago.McpServer", completed.Resource["service.name"].StringValue);

        await receiver.MetricAsync(metric => metric.Name == "hatago_requests_total", Cancellation);
        await receiver.MetricAsync(metric => metric.Name == "mcp.server.operation.duration", Cancellation);
        await receiver.MetricAsync(metric => metric.Name == "http.server.request.duration", Cancellation);
    }

    [Fact]
    public async Task The_trace_context_of_mcp_meta_is_the_parent_and_goes_on_to_what_the_plugin_calls()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        var seen = new TaskCompletionSource<string>();
        await using var peer = Peer.Create();
        peer.MapGet("/{*path}", (HttpRequest request) => seen.TrySetResult(request.Headers.TraceParent.ToString()));
        await peer.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, receiver.HttpEndpoint, "http/protobuf", everyMs: "200");
        using var http = await server.ReadyAsync(Cancellation);
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var call = JsonNode.Parse(HatagoApp.Call("fixture.leak", new { how = "fetch", text = "nothing", url = peer.Urls.Single() }))!;
        call["params"]!["_meta"] = new JsonObject { ["traceparent"] = $"00-{trace}-00f067aa0ba902b7-01", ["tracestate"] = "vendor=1" };

        await SendAsync(http, call.ToJsonString(), ("X-Correlation-ID", "order-67"));

        var mcp = await receiver.SpanAsync(span => span.TraceId == trace && span.ParentSpanId == "00f067aa0ba902b7", Cancellation);
        Assert.Equal("tools/call fixture.leak", mcp.Name);
        Assert.Single(mcp.Span.Links); // To the HTTP request that brought it.
        Assert.StartsWith($"00-{trace}-", await seen.Task.WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation));
        await receiver.SpanAsync(span => Attribute(span, "hatago.correlation_id") == "order-67" && span.TraceId != trace, Cancellation);
    }

    [Fact]
    public async Task The_wait_for_a_slot_is_a_span()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, receiver.HttpEndpoint, "http/protobuf", everyMs: "200", ("HATAGO_MAX_CONCURRENCY", "1"));
        using var http = await server.ReadyAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SendAsync(http, HatagoApp.Call("fixture.take", new { milliseconds = 100 }))));

        var wait = await receiver.SpanAsync(span => span.Name == "wait for a slot", Cancellation);
        await receiver.SpanAsync(span => span.SpanId == wait.ParentSpanId && span.Span.Kind == Span.Types.SpanKind.Server, Cancellation);
    }

    [Fact]
    public async Task Of_what_the_sampler_leaves_out_errors_and_slow_calls_are_kept()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(
            plugins, receiver.HttpEndpoint, "http/protobuf", everyMs: "200",
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0"), ("HATAGO_TRACE_SLOW_MS", "2000")); // The first call of a process can take half a second on a full machine.
        using var http = await server.ReadyAsync(Cancellation);

        for (var i = 0; i < 20; i++)
            await SendAsync(http, HatagoApp.Call("fixture.tally"));
        await SendAsync(http, HatagoApp.Call("fixture.throw", new { secret = "mauve" }));
        await SendAsync(http, HatagoApp.Call("fixture.take", new { milliseconds = 2_200 }));

        var failed = await receiver.SpanAsync(span => span.Name == "execute_tool fixture.throw", Cancellation);
        await receiver.SpanAsync(span => span.TraceId == failed.TraceId && span.ParentSpanId.Length == 0, Cancellation);
        var slow = await receiver.SpanAsync(span => span.Name == "execute_tool fixture.take", Cancellation);
        await receiver.SpanAsync(span => span.TraceId == slow.TraceId && span.ParentSpanId.Length == 0, Cancellation);
        Assert.DoesNotContain(receiver.Spans, span => span.Name.Contains("tally", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Always_off_is_off()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, receiver.HttpEndpoint, "http/protobuf", everyMs: "200", ("OTEL_TRACES_SAMPLER", "always_off"));
        using var http = await server.ReadyAsync(Cancellation);

        await SendAsync(http, HatagoApp.Call("fixture.throw", new { secret = "mauve" }));

        await receiver.LogAsync(log => log.Record.Body.StringValue == "Request completed", Cancellation);
        Signals.Terminate(server.Id);
        Assert.Equal(0, await server.ExitAsync(Cancellation));
        Assert.Empty(receiver.Spans);
    }

    [Fact]
    public async Task A_slow_bucket_leads_to_a_trace_where_the_scrape_is_openmetrics()
    {
        await using var app = await HatagoApp.StartAsync();
        await app.CallAsync("fixture.take", new { milliseconds = 60 }, Cancellation);
        await app.MetricAsync("""hatago_request_duration_seconds_count{endpoint="/mcp"} 1""", Cancellation);

        using var scrape = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        scrape.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text; version=1.0.0");
        using var answer = await app.Http.SendAsync(scrape, Cancellation);
        var metrics = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Matches("""hatago_request_duration_seconds_bucket\{endpoint="/mcp",le="(0\.1|0\.25|0\.5|1|2\.5|5|10)"\} 1 # \{trace_id="[0-9a-f]{32}",span_id="[0-9a-f]{16}"\} [0-9]+\.""", metrics);
        Assert.DoesNotContain(" # {", await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
    }

    [Theory]
    [InlineData(false, "grpc")]
    [InlineData(false, "http/protobuf")]
    [InlineData(true, "http/protobuf")]
    public async Task A_receiver_that_is_down_or_hangs_is_logged_once_and_so_is_its_return(bool hangs, string protocol)
    {
        var (answers, failures) = (0, 0);
        await using var receiver = Peer.Create();
        receiver.Map("/{*path}", async (HttpContext context) =>
        {
            if (Volatile.Read(ref answers) > 0)
            {
                context.Response.ContentType = "application/x-protobuf";
                return;
            }

            if (Interlocked.Increment(ref failures) % 2 == 0 && hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        await receiver.StartAsync(Cancellation);
        var address = new Uri(receiver.Urls.Single());
        if (!hangs)
            await receiver.StopAsync(Cancellation);
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(
            plugins, address, protocol, everyMs: "100", ("OTEL_EXPORTER_OTLP_TIMEOUT", "300"), ("OTEL_METRIC_EXPORT_TIMEOUT", "300"), ("LOG_LEVEL", "debug"));
        using var http = await server.ReadyAsync(Cancellation);
        for (var i = 0; i < 20; i++)
            await SendAsync(http, """{"jsonrpc":"2.0","method":"tools/list"}""");
        await server.SaysAsync("does not take telemetry", Cancellation);
        if (hangs)
        {
            await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref failures)), count => count >= 10, Cancellation);
            Volatile.Write(ref answers, 1);
            await Eventually.GetAsync(
                async () =>
                {
                    await SendAsync(http, """{"jsonrpc":"2.0","method":"tools/list"}"""); // A signal is back when there is something of it to send.
                    return string.Join('\n', server.Output);
                },
                output => output.Contains("Receiver of OTLP is back", StringComparison.Ordinal),
                Cancellation);
        }

        Signals.Terminate(server.Id);
        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(15)));

        Assert.Single(server.Output, line => line.Contains("does not take telemetry", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Output, line => line.Contains("Polly", StringComparison.Ordinal) || line.Contains("OtlpTraceExporter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_exported_yet_when_the_process_is_told_to_end_is_exported_before_it_ends()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(plugins, receiver.HttpEndpoint, "http/protobuf", Never);
        using var http = await server.ReadyAsync(Cancellation);
        await SendAsync(http, """{"jsonrpc":"2.0","method":"tools/list"}""");
        Assert.Empty(receiver.AllText);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation));
        Assert.NotEmpty(receiver.Spans);
        Assert.NotEmpty(receiver.Logs);
        Assert.NotEmpty(receiver.Metrics);
    }

    [Fact]
    public async Task A_receiver_that_hangs_does_not_hold_up_the_end()
    {
        await using var receiver = Peer.Create();
        receiver.MapPost("/v1/{signal}", (HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await receiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(plugins, new(receiver.Urls.Single()), "http/protobuf", Never);
        using var http = await server.ReadyAsync(Cancellation);
        await SendAsync(http, """{"jsonrpc":"2.0","method":"tools/list"}""");

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(12)));
    }

    private static string? Attribute(ReceivedSpan span, string name) => span.Span.Attributes.FirstOrDefault(one => one.Key == name)?.Value.StringValue;

    private static async Task SendAsync(HttpClient http, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static ServerProcess Start(PluginsFolder plugins, Uri receiver, string protocol, string everyMs, params (string Name, string Value)[] more) => ServerProcess.Start(
    [
        ("HATAGO_PLUGINS_DIR", plugins.Path),
        ("DOTNET_ENVIRONMENT", "Development"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.ToString()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
        ("OTEL_METRIC_EXPORT_INTERVAL", everyMs),
        ("OTEL_BSP_SCHEDULE_DELAY", everyMs),
        ("OTEL_BLRP_SCHEDULE_DELAY", everyMs),
        .. more,
    ]);
}
