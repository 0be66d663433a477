using System.Net;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Admission;

public sealed class AdmissionTests
{
    private const string Wait = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fixture.wait"}}""";
    private const string Hello = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello.hatago"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_beyond_slots_and_queue_is_refused_at_once_and_the_queue_moves_up_when_a_slot_is_free()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "1")]);
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = app.CurlAsync(Wait, hangUp.Token);
        await app.FixtureCalledAsync(1, Cancellation);
        var queued = app.CurlAsync(Hello, Cancellation);
        await app.MetricAsync("hatago_queue_length{} 1", Cancellation);

        var refused = await app.CurlAsync(Hello, Cancellation);
        await hangUp.CancelAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal((1, -32000), (error["id"]!.GetValue<int>(), error["error"]!["code"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.OK, (await queued).StatusCode);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await app.MetricAsync("""hatago_errors_total{code="503",endpoint="/mcp",reason="overload"} 1""", Cancellation);
    }

    [Fact]
    public async Task A_call_waits_no_longer_than_the_timeout()
    {
        await using var app = await HatagoApp.StartAsync(
            new PluginsFolder().AddHello().AddFixture(change: manifest => manifest["timeoutMs"] = 60_000), ("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_TIMEOUT_MS", "50"));
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = app.CurlAsync(Wait, hangUp.Token);
        await app.FixtureCalledAsync(1, Cancellation);

        var refused = await app.CurlAsync(Hello, Cancellation);
        await hangUp.CancelAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Probes_and_metrics_answer_while_every_slot_is_taken()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "0")]);
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = app.CurlAsync(Wait, hangUp.Token);
        await app.FixtureCalledAsync(1, Cancellation);

        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
            Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation)).StatusCode);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Queued_calls_are_served_in_order_of_arrival_and_a_caller_that_hangs_up_leaves_the_queue()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "4")]);
        var running = app.CallAsync("fixture.hold", new { file = release }, Cancellation);
        await app.FixtureCalledAsync(1, Cancellation);
        var queued = new List<Task<JsonNode>>();
        for (var i = 1; i <= 3; i++)
        {
            queued.Add(app.CallAsync("fixture.count", null, Cancellation));
            await app.MetricAsync($"hatago_queue_length{{}} {i}", Cancellation);
        }

        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var impatient = app.CallAsync("fixture.count", null, hangUp.Token);
        await app.MetricAsync("hatago_queue_length{} 4", Cancellation);
        await hangUp.CancelAsync();
        await app.MetricAsync("hatago_queue_length{} 3", Cancellation);
        await File.WriteAllTextAsync(release, "", Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Equal(["1", "2", "3", "4"], (await Task.WhenAll([running, .. queued])).Select(Text));
        Assert.Equal("5", Text(await app.CallAsync("fixture.count", null, Cancellation))); // The impatient one never ran.
    }

    [Fact]
    public async Task A_stream_that_only_listens_holds_no_slot()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "0")]);
        using var initialized = await app.CurlAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""", Cancellation);
        using var listen = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        listen.Headers.Add("Accept", "text/event-stream");
        listen.Headers.Add("Mcp-Session-Id", initialized.Headers.GetValues("Mcp-Session-Id").Single());
        using var stream = await app.Http.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        var answer = await app.CurlAsync(Hello, Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (stream.StatusCode, answer.StatusCode));
    }

    [Fact]
    public async Task An_answer_that_a_call_in_flight_waits_for_does_not_queue_behind_it()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "0")]);
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = new Uri(app.Http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, app.Http),
            new McpClientOptions
            {
                ProtocolVersion = "2025-11-25",
                Handlers = new() { ElicitationHandler = (_, _) => new(new ElicitResult { Action = "accept" }) },
            },
            cancellationToken: Cancellation);

        var result = await client.CallToolAsync("fixture.ask", cancellationToken: Cancellation);

        Assert.Equal("accept", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
    }

    [Theory]
    [InlineData("application/json, text/event-stream")]
    [InlineData("application/json")]
    public async Task A_call_that_its_client_cancels_frees_its_slot_and_its_request_ends_although_the_client_keeps_the_connection(string accept)
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "0")]);
        using var initialized = await app.CurlAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""", Cancellation);
        var session = ("Mcp-Session-Id", initialized.Headers.GetValues("Mcp-Session-Id").Single());
        var call = app.CurlAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"fixture.wait"}}""", Cancellation, "application/json", accept, session);
        await app.FixtureCalledAsync(1, Cancellation);

        using var notified = await app.CurlAsync(
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}""", Cancellation, "application/json", "application/json, text/event-stream", session);

        Assert.Equal(HttpStatusCode.Accepted, notified.StatusCode);
        Assert.Equal("", await (await call.WaitAsync(Eventually.Deadline, Cancellation)).Content.ReadAsStringAsync(Cancellation));
        await app.MetricAsync("hatago_inflight_requests{} 0", Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await app.CurlAsync(Hello, Cancellation)).StatusCode);
    }

    private static string Text(JsonNode answer) => answer["result"]!["content"]![0]!["text"]!.GetValue<string>();
}
