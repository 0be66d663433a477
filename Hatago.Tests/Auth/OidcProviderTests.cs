using System.Net;

namespace Hatago.Tests.Auth;

/// <summary>Tokens of a second issuer, which has RSA keys, OpenID Connect's discovery only, and another name for everything that it may name.</summary>
public sealed class OidcProviderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_right_tokens_are_let_in_and_no_others()
    {
        await using var issuer = await OidcProvider.StartAsync(Cancellation);
        await using var closed = await ClosedApp.StartAsync(settings: ("AUTH_ISSUER", issuer.Url));

        var right = await issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        var ops = await issuer.TokenAsync("bob", "hatago:ops", ClosedApp.Audience);
        var elsewhere = await issuer.TokenAsync("alice", "hatago:call", "https://other.example/mcp");
        var others = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);

        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(right)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await closed.SendAsync(HttpMethod.Get, "/drain", ops)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await closed.SendAsync(HttpMethod.Get, "/drain", right)).StatusCode);
        foreach (var wrong in new[] { elsewhere, others })
            Assert.Equal(HttpStatusCode.Unauthorized, (await closed.CallAsync(wrong)).StatusCode);
    }
}
