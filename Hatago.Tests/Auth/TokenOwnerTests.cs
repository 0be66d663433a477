using System.Net;
using Hatago.Tests.Sessions;

namespace Hatago.Tests.Auth;

/// <summary>A session is its opener's; a token is Hatago's, and no plugin's.</summary>
public sealed class TokenOwnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_is_closed_to_another_users_token(bool isInRedis)
    {
        await using var redis = isInRedis ? await RedisServer.StartAsync(Cancellation) : null;
        await using var closed = await ClosedApp.StartAsync(settings: redis is null ? [] : [("HATAGO_REDIS", redis.ConnectionString)]);
        var alice = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        var bob = await closed.Issuer.TokenAsync("bob", "hatago:call hatago:ops", ClosedApp.Audience);
        var session = ("Mcp-Session-Id", await OpenAsync(closed, alice));

        foreach (var (method, body) in new[] { (HttpMethod.Post, HatagoApp.Call("hello.hatago")), (HttpMethod.Get, null), (HttpMethod.Delete, null) })
        {
            var stolen = await closed.SendAsync(method, "/mcp", bob, body, session, ("Accept", "application/json, text/event-stream"));
            Assert.True(stolen.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{method} was answered {stolen.StatusCode}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await closed.SendAsync(method, "/mcp", null, body, session)).StatusCode);
        }

        var own = await closed.SendAsync(HttpMethod.Post, "/mcp", await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience), HatagoApp.Call("hello.hatago"), session);
        Assert.Contains("Hello Hatago!", await own.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plugin_learns_who_calls_but_never_the_token(bool hasSession)
    {
        await using var closed = await ClosedApp.StartAsync();
        var token = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        (string, string)[] headers = hasSession ? [("Mcp-Session-Id", await OpenAsync(closed, token))] : [];

        var answer = await closed.SendAsync(HttpMethod.Post, "/mcp", token, HatagoApp.Call("fixture.search"), headers);

        var found = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("sub=alice", found);
        Assert.Contains("Host=", found); // It does reach the request.
        Assert.DoesNotContain(token, found);
        Assert.DoesNotContain("Authorization", found);
    }

    private static async Task<string> OpenAsync(ClosedApp closed, string token)
    {
        var opened = await closed.SendAsync(HttpMethod.Post, "/mcp", token, SessionClient.Initialize);
        return opened.EnsureSuccessStatusCode().Headers.GetValues("Mcp-Session-Id").Single();
    }
}
