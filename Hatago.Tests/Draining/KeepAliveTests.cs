using System.Net;

namespace Hatago.Tests.Draining;

/// <summary>How long a client may keep a connection idle, so that its next request is not on the way as a drain closes it.</summary>
public sealed class KeepAliveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("5000", "timeout=4")]
    [InlineData("10500", "timeout=10")]
    [InlineData("3600000", "timeout=130")] // Then the server closes it, drain or not.
    [InlineData("2500", "timeout=2")]
    [InlineData("2499", null)]
    [InlineData("0", null)]
    public async Task A_client_is_told_no_more_than_the_server_keeps_it(string delay, string? keepAlive)
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_SHUTDOWN_DELAY_MS", delay)]);

        using var answer = await app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation);

        Assert.Equal(keepAlive, Value(answer, "Keep-Alive"));
        Assert.Equal(keepAlive is null ? null : "keep-alive", Value(answer, "Connection")); // RFC 9110 section 7.6.1.
    }

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("1.0", false)] // Closes unless asked.
    public async Task One_whose_connection_closes_with_the_answer_is_told_that_alone(string version, bool asks)
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_SHUTDOWN_DELAY_MS", "5000")]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.ConnectionClose = asks;

        using var answer = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("close", null), (Value(answer, "Connection"), Value(answer, "Keep-Alive")));
    }

    [Fact]
    public async Task The_connection_of_a_stream_of_events_is_not_to_be_used_after_it()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_SHUTDOWN_DELAY_MS", "5000")]);
        using var initialized = await app.CurlAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""",
            Cancellation, "application/json", "application/json, text/event-stream");
        using var listen = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        listen.Headers.Add("Accept", "text/event-stream");
        listen.Headers.Add("Mcp-Session-Id", Value(initialized, "Mcp-Session-Id"));

        using var stream = await app.Http.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal((HttpStatusCode.OK, "close", null), (stream.StatusCode, Value(stream, "Connection"), Value(stream, "Keep-Alive")));
        Assert.Equal("keep-alive", Value(initialized, "Connection"));
    }

    [Fact]
    public async Task Once_a_drain_has_begun_the_connection_is_not_to_be_kept()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_SHUTDOWN_DELAY_MS", "60000")]);
        using var begun = await app.Http.PostAsync(new Uri("/drain", UriKind.Relative), content: null, Cancellation);

        using var answer = await app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation);

        Assert.Equal(("close", null), (Value(answer, "Connection"), Value(answer, "Keep-Alive")));
    }

    private static string? Value(HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : null;
}
