using System.Net;
using System.Text.Json.Nodes;

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
        await app.MetricAsync("hatago_inflight_requests{} 1", Cancellation);
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
        await app.MetricAsync("hatago_inflight_requests{} 1", Cancellation);

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
        await app.MetricAsync("hatago_inflight_requests{} 1", Cancellation);

        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
            Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation)).StatusCode);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
