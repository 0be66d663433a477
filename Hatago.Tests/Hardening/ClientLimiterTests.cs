using System.Net;
using System.Text.Json.Nodes;
using Hatago.Tests.Auth;

namespace Hatago.Tests.Hardening;

/// <summary>So many requests a second for each client.</summary>
public sealed class ClientLimiterTests
{
    private static readonly (string, string)[] Limit = [("HATAGO_RATE_LIMIT_PER_SECOND", "1"), ("HATAGO_RATE_LIMIT_BURST", "5")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_ask_again()
    {
        await using var app = await HatagoApp.StartAsync(settings: Limit);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation)));

        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), 5, 20);
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("HATAGO_RATE_LIMIT_PER_SECOND", JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!["error"]!["message"]!.GetValue<string>());
        Assert.Equal("application/problem+json", (await app.Http.GetAsync(new Uri("/drain", UriKind.Relative), Cancellation)).Content.Headers.ContentType?.MediaType);
        foreach (var path in new[] { "/health/ready", "/metrics" })
            Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation)).StatusCode);
        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.Contains("hatago_errors_total{code=\"429\",endpoint=\"/mcp\",reason=\"overload\"}", metrics);
    }

    [Fact]
    public async Task Each_owner_of_a_token_has_a_limit_of_their_own()
    {
        await using var closed = await ClosedApp.StartAsync(settings: Limit);
        var (alice, bob) = (await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience), await closed.Issuer.TokenAsync("bob", "hatago:call", ClosedApp.Audience));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => closed.CallAsync(alice)));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(bob)).StatusCode);
    }

    [Fact]
    public async Task A_trusted_proxys_clients_are_told_apart()
    {
        await using var app = await HatagoApp.StartAsync(settings: [.. Limit, ("HATAGO_TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8")]);

        // The last address that is no proxy's counts; what a client wrote before it does not.
        var one = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => FromAsync(app, $"198.51.100.{number}, 203.0.113.7, 10.1.2.3")));
        var other = await FromAsync(app, "203.0.113.8");
        var network = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => FromAsync(app, $"2001:db8::{number:x}")));

        Assert.Contains(one, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Contains(network, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Who_is_no_trusted_proxy_speaks_for_nobody_else()
    {
        await using var app = await HatagoApp.StartAsync(settings: Limit);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => FromAsync(app, $"198.51.100.{number}")));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_trusted_proxy_on_this_machine_is_no_operator()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Production"), ("HATAGO_TRUSTED_PROXIES", "127.0.0.1")]);

        foreach (var client in new[] { "127.0.0.1", "203.0.113.7" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/drain");
            request.Headers.Add("X-Forwarded-For", client);
            Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.SendAsync(request, Cancellation)).StatusCode);
        }
    }

    private static Task<HttpResponseMessage> FromAsync(HatagoApp app, string forwardedFor) =>
        app.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation, headers: ("X-Forwarded-For", forwardedFor));
}
