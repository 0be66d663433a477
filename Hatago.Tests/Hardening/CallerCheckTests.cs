using System.Net;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Hardening;

/// <summary>Web pages that were not asked in: other names for this server (DNS rebinding), other origins.</summary>
public sealed class CallerCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> StrangeHosts =>
    [
        "evil.example", "evil.example:8787", "localhost.evil.example", "127.0.0.1.evil.example", "localhost.", "xlocalhost", "0.0.0.0", "169.254.169.254", "[::ffff:7f00:1]", "127.1", "2130706433", "",
    ];

    [Theory]
    [MemberData(nameof(StrangeHosts))]
    public async Task While_it_listens_on_the_loopback_no_other_name_is_its_own(string host)
    {
        await using var app = await HatagoApp.StartAsync();

        foreach (var path in new[] { "/mcp", "/drain", "/logs", "/logs/stream", "/security/status" })
        {
            var answer = await RawAsync(app, path, host);
            Assert.Contains(" 403 ", answer.Split('\n')[0]);
            Assert.Contains("HATAGO_ALLOWED_HOSTS", answer);
        }

        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
            Assert.Contains(" 200 ", (await RawAsync(app, path, host)).Split('\n')[0]);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1:8787")]
    [InlineData("[::1]:8787")]
    [InlineData("hatago.localhost")]
    public async Task The_loopbacks_names_are(string host)
    {
        await using var app = await HatagoApp.StartAsync();

        Assert.Contains(" 200 ", (await RawAsync(app, "/drain", host)).Split('\n')[0]);
    }

    [Theory]
    [InlineData("tools.example.com", true)]
    [InlineData("a.b.example.com", true)]
    [InlineData("TOOLS.Example.Com:443", true)]
    [InlineData("example.com", false)]
    [InlineData("evilexample.com", false)]
    [InlineData("hatago-service", true)]
    [InlineData("localhost", false)]
    public async Task A_list_says_which_ones_are(string host, bool isAllowed)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_ALLOWED_HOSTS", "*.example.com, hatago-service"));

        var answer = await app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation, headers: ("Host", host));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task On_all_interfaces_any_name_will_do_until_a_list_says_otherwise()
    {
        await using var server = ServerProcess.Start(("HOSTNAME", "0.0.0.0"), ("DOTNET_ENVIRONMENT", "Development"));
        using var http = await server.ReadyAsync(Cancellation);

        var answer = await RawRequest.SendAsync(server.Address, "GET /drain HTTP/1.1\nHost: hatago.tools.svc\nConnection: close\n\n", Cancellation);

        Assert.Contains(" 200 ", answer.Split('\n')[0]);
    }

    [Theory]
    [InlineData("GET http://evil.example/drain HTTP/1.1\nHost: evil.example\nConnection: close\n\n", 403)]
    [InlineData("GET http://evil.example/drain HTTP/1.1\nHost: localhost\nConnection: close\n\n", 400)]
    [InlineData("GET /drain HTTP/1.1\nHost: localhost\nHost: evil.example\nConnection: close\n\n", 400)]
    [InlineData("GET /drain HTTP/1.1\nConnection: close\n\n", 400)]
    [InlineData("GET /drain HTTP/1.0\n\n", 403)]
    [InlineData("GET /drain HTTP/1.1\nHost: localhost@evil.example\nConnection: close\n\n", 400)]
    public async Task No_way_to_write_a_name_gets_around_it(string request, int status)
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await RawRequest.SendAsync(app.Http.BaseAddress!, request, Cancellation);

        Assert.Contains($" {status} ", answer.Split('\n')[0]);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://localhost")]
    [InlineData("file://")]
    [InlineData("https://app.example.com:444")]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("https://app.example.com https://evil.example")]
    [InlineData("https://pages.example.net.evil.example")]
    [InlineData("https://example.net")]
    public async Task A_page_of_another_origin_is_refused(string origin)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_ALLOWED_ORIGINS", "https://app.example.com,https://*.example.net"));

        foreach (var contentType in new[] { "application/json", "text/plain" })
        {
            var call = await app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation, contentType, "application/json, text/event-stream", ("Origin", origin));
            Assert.Equal(HttpStatusCode.Forbidden, call.StatusCode);
            Assert.False(call.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Contains("HATAGO_ALLOWED_ORIGINS", JsonNode.Parse(await call.Content.ReadAsStringAsync(Cancellation))!["error"]!["message"]!.GetValue<string>());
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(app, HttpMethod.Post, "/drain", ("Origin", origin))).StatusCode);
        var preflight = await PreflightAsync(app, origin);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("https://pages.example.net")]
    [InlineData("https://a.b.example.net")]
    public async Task A_page_of_an_allowed_origin_may_ask_call_and_read(string origin)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_ALLOWED_ORIGINS", "https://app.example.com,https://*.example.net"));

        var preflight = await PreflightAsync(app, origin);
        var call = await app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation, "application/json", "application/json, text/event-stream", ("Origin", origin), ("MCP-Protocol-Version", "2025-11-25"));

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(origin, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("POST", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Contains("mcp-protocol-version", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Equal(HttpStatusCode.OK, call.StatusCode);
        Assert.Equal(origin, call.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Mcp-Session-Id", call.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.Contains("Origin", call.Headers.Vary);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("localhost", true)]
    [InlineData("*", false)]
    public async Task A_page_of_its_own_may_call_where_its_names_are_known(string hosts, bool isAllowed)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_ALLOWED_HOSTS", hosts));
        var port = app.Http.BaseAddress!.Port;

        var own = await CallAsync("localhost", $"http://localhost:{port}");
        var others = await Task.WhenAll(CallAsync("localhost", $"https://localhost:{port}"), CallAsync("localhost", "http://localhost:3000"), CallAsync("localhost", $"http://127.0.0.1:{port}"));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, own);
        Assert.All(others, status => Assert.Equal(HttpStatusCode.Forbidden, status));

        async Task<HttpStatusCode> CallAsync(string host, string origin) => (await app.CurlAsync(
            HatagoApp.Call("hello.hatago"), Cancellation, "application/json", "application/json, text/event-stream", ("Host", $"{host}:{port}"), ("Origin", origin))).StatusCode;
    }

    [Theory]
    [InlineData("HATAGO_ALLOWED_ORIGINS", "app.example.com")]
    [InlineData("HATAGO_ALLOWED_ORIGINS", "https://app.example.com/")]
    [InlineData("HATAGO_ALLOWED_ORIGINS", "*")]
    [InlineData("HATAGO_ALLOWED_ORIGINS", "https://app.example.com,null")]
    [InlineData("HATAGO_TRUSTED_PROXIES", "proxy")]
    [InlineData("HATAGO_TRUSTED_PROXIES", "10.0.0.0/33")]
    [InlineData("HATAGO_RATE_LIMIT_PER_SECOND", "-1")]
    public async Task A_list_that_is_none_stops_the_start(string name, string value)
    {
        await using var server = ServerProcess.Start((name, value));

        Assert.Equal(78, await server.ExitAsync(Cancellation));
        Assert.StartsWith($"hatago: {name}='{value}' is not valid; allowed is ", server.Errors);
    }

    private static Task<string> RawAsync(HatagoApp app, string path, string host) =>
        RawRequest.SendAsync(app.Http.BaseAddress!, $"GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n", Cancellation);

    private static Task<HttpResponseMessage> PreflightAsync(HatagoApp app, string origin) => SendAsync(
        app, HttpMethod.Options, "/mcp", ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,mcp-protocol-version"));

    private static Task<HttpResponseMessage> SendAsync(HatagoApp app, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return app.Http.SendAsync(request, Cancellation);
    }
}
