using System.Net;
using Hatago.McpServer.Auth;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Auth;

/// <summary>Keys of an issuer that changes them, goes away, hangs or is someone else.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<IssuerKeys> _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_new_key_opens_and_a_withdrawn_one_no_more_without_a_restart()
    {
        await using var closed = await ClosedApp.StartAsync();
        var old = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(old)).StatusCode);

        closed.Issuer.Rotate();
        var token = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);

        await Eventually.GetAsync(async () => (await closed.CallAsync(token)).StatusCode, status => status == HttpStatusCode.OK, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, (await closed.CallAsync(old)).StatusCode);
    }

    [Fact]
    public async Task Without_an_issuer_tokens_go_on_that_its_known_keys_signed()
    {
        await using var closed = await ClosedApp.StartAsync();
        var token = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(token)).StatusCode);

        await closed.Issuer.DisposeAsync();

        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await closed.CallAsync(null)).StatusCode);
    }

    [Fact]
    public async Task With_no_keys_at_all_nobody_is_let_in()
    {
        await using var closed = await ClosedApp.StartAsync();
        var token = await closed.Issuer.TokenAsync("alice", "hatago:call hatago:ops", ClosedApp.Audience);
        await closed.Issuer.DisposeAsync();

        foreach (var (method, path) in new[] { (HttpMethod.Post, "/mcp"), (HttpMethod.Get, "/mcp"), (HttpMethod.Get, "/drain") })
        {
            var answer = await closed.SendAsync(method, path, token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        }

        Assert.Single(closed.App.Logs.GetSnapshot(), entry => entry.Message.StartsWith("Issuer could not be asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Known_keys_are_used_for_an_hour_and_no_longer()
    {
        await using var issuer = await OpenIddictIssuer.StartAsync();
        var keys = Keys(issuer.Url);
        var key = issuer.Key.Kid;
        Assert.NotNull(await keys.FindAsync(key));
        await issuer.DisposeAsync();

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(await keys.FindAsync(key));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await keys.FindAsync(key));
    }

    [Fact]
    public async Task A_withdrawn_key_is_forgotten_within_five_minutes_though_nothing_is_signed_with_a_new_one()
    {
        await using var issuer = await OpenIddictIssuer.StartAsync();
        var keys = Keys(issuer.Url);
        var old = issuer.Key.Kid;
        await keys.FindAsync(old);
        issuer.Rotate();

        _time.Advance(TimeSpan.FromMinutes(5));
        var found = await Eventually.GetAsync(() => keys.FindAsync(old), found => found!.SigningKeys.All(key => key.KeyId != old), Cancellation);

        Assert.Equal(issuer.Key.Kid, found!.SigningKeys.Single().KeyId);
    }

    [Fact]
    public async Task Made_up_keys_do_not_flood_the_issuer()
    {
        await using var issuer = await HangingIssuer.StartAsync(hangs: false);
        var keys = Keys(issuer.Url);

        await Parallel.ForAsync(0, 1000, Cancellation, async (number, _) => Assert.Null(await keys.FindAsync($"made-up-{number}")));
        Assert.Equal(2, issuer.Asked); // Its two addresses, once.
        _time.Advance(TimeSpan.FromSeconds(5));
        await keys.FindAsync("made-up");

        Assert.Equal(4, issuer.Asked);
    }

    [Fact]
    public async Task An_issuer_that_hangs_is_waited_for_five_seconds()
    {
        await using var issuer = await HangingIssuer.StartAsync(hangs: true);
        var keys = Keys(issuer.Url);

        var waiting = keys.FindAsync("any");
        await Eventually.GetAsync(() => Task.FromResult(issuer.Asked), asked => asked > 0, Cancellation);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await waiting);
        Assert.Contains("no answer within 5 s", _log.LatestRecord.Message);
    }

    [Fact]
    public async Task An_issuer_that_calls_itself_otherwise_is_not_believed()
    {
        await using var issuer = await OpenIddictIssuer.StartAsync();
        var keys = Keys(issuer.Url.TrimEnd('/'));

        Assert.Null(await keys.FindAsync(issuer.Key.Kid));

        Assert.Contains($"it calls itself '{issuer.Url}'; AUTH_ISSUER has to be that", _log.LatestRecord.Message);
    }

    private IssuerKeys Keys(string issuer) => new(new IssuerMetadata(new Uri(issuer), _http), _time, _log);
}
