using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Draining;

public sealed class DrainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_draining_it_is_alive_but_not_ready_refuses_calls_and_comes_back()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Development")]);
        Assert.Equal(("serving", 0), await DrainAsync(app, HttpMethod.Get));

        Assert.Equal(("draining", 0), await DrainAsync(app, HttpMethod.Post));
        Assert.Equal(("draining", 0), await DrainAsync(app, HttpMethod.Post));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "/health/live")).StatusCode);
        var ready = await GetAsync(app, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("draining", JsonNode.Parse(await ready.Content.ReadAsStringAsync(Cancellation))!["reason"]!.GetValue<string>());
        var refused = await app.CurlAsync("""{"jsonrpc":"2.0","id":"a","method":"tools/list"}""", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(("1", true), (refused.Headers.RetryAfter!.ToString(), refused.Headers.ConnectionClose));
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(("a", -32000), (error["id"]!.GetValue<string>(), error["error"]!["code"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(app, "/mcp")).StatusCode);
        Assert.NotNull((await app.CallAsync("concurrency.status", null, Cancellation))["result"]); // Management answers meanwhile.
        await app.MetricAsync("""hatago_errors_total{code="503",endpoint="/mcp",reason="draining"} 2""", Cancellation);

        Assert.Equal(("serving", 0), await DrainAsync(app, HttpMethod.Delete));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "/health/ready")).StatusCode);
        await app.MetricAsync("""hatago_requests_total{code="200",endpoint="/drain"} 4""", Cancellation);
        var served = await app.CurlAsync("""{"jsonrpc":"2.0","method":"tools/list"}""", Cancellation);
        Assert.Equal((HttpStatusCode.OK, null), (served.StatusCode, served.Headers.ConnectionClose));
    }

    [Fact]
    public async Task Calls_in_flight_are_counted_and_finish()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Development")]);
        var running = app.CallAsync("fixture.hold", new { file = release }, Cancellation);
        await app.FixtureCalledAsync(1, Cancellation);

        Assert.Equal(("draining", 1), await DrainAsync(app, HttpMethod.Post));
        var notification = await app.CurlAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}""", Cancellation);
        await File.WriteAllTextAsync(release, "", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, notification.StatusCode); // What a call in flight may wait for still gets in.
        Assert.Equal("1", (await running)["result"]!["content"]![0]!["text"]!.GetValue<string>());
        await Eventually.GetAsync(() => DrainAsync(app, HttpMethod.Get), status => status == ("draining", 0), Cancellation);
    }

    [Fact]
    public async Task Until_load_balancers_have_noticed_calls_are_served_and_their_connections_closed()
    {
        var time = new FakeTimeProvider();
        await using var app = await HatagoApp.StartAsync(services => services.AddSingleton<TimeProvider>(time), settings: [("HATAGO_SHUTDOWN_DELAY_MS", "5000")]);
        await DrainAsync(app, HttpMethod.Post);
        time.Advance(TimeSpan.FromMilliseconds(4_999));
        await DrainAsync(app, HttpMethod.Post); // Begins nothing anew.

        var served = await app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation);
        Assert.Equal((HttpStatusCode.OK, true), (served.StatusCode, served.Headers.ConnectionClose));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(app, "/readyz")).StatusCode);

        time.Advance(TimeSpan.FromMilliseconds(1));
        var refused = await app.CurlAsync("""{"jsonrpc":"2.0","method":"tools/list"}""", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(0, JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!["id"]!.GetValue<int>()); // As if it had been sent with one.
    }

    [Fact]
    public async Task Opening_and_closing_the_gate_in_a_race_loses_no_count()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Development")]);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 4) switch
        {
            0 => DrainAsync(app, HttpMethod.Post),
            1 => DrainAsync(app, HttpMethod.Delete),
            _ => app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation) as Task,
        }));

        Assert.Equal(("serving", 0), await DrainAsync(app, HttpMethod.Delete));
        await app.MetricAsync("hatago_inflight_requests{} 0", Cancellation);
    }

    private static async Task<(string Status, int InFlight)> DrainAsync(HatagoApp app, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, "/drain");
        var answer = JsonNode.Parse(await (await app.Http.SendAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation))!;
        Assert.NotEmpty(answer["message"]!.GetValue<string>());
        return (answer["status"]!.GetValue<string>(), answer["in_flight"]!.GetValue<int>());
    }

    private static Task<HttpResponseMessage> GetAsync(HatagoApp app, string path) => app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
}
