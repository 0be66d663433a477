using System.Net;
using Hatago.Tests.Sessions;

namespace Hatago.Tests.Auth;

public sealed class TokenLifetimeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/mcp")]
    [InlineData("/logs/stream")]
    public async Task A_stream_ends_with_the_token_that_opened_it(string path)
    {
        await using var closed = await ClosedApp.StartAsync();
        var opened = await closed.SendAsync(HttpMethod.Post, "/mcp", closed.Issuer.Forge(ClosedApp.Audience), SessionClient.Initialize);
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Mcp-Session-Id", opened.Headers.GetValues("Mcp-Session-Id"));
        request.Headers.Add("Accept", "text/event-stream");
        var almostOver = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 27; // With the skew of 30 s: in 3 s.
        request.Headers.Add("Authorization", $"Bearer {closed.Issuer.Forge(ClosedApp.Audience, claims => claims["exp"] = almostOver)}");

        using var stream = await closed.App.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        await stream.Content.ReadAsStringAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation); // It ends, and as a whole.
    }
}
