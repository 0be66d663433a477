using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>A changed trust store acts on a server that serves.</summary>
public sealed class TrustChangeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revoked_key_takes_its_plugins_out_of_service_within_5_seconds_and_others_serve_on()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var other = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public).Trust(other.Public);
        var plugins = await new PluginsFolder().AddFixture().SignAsync(key);
        await SigningExtensions.SignAsync(new(Path.Combine(plugins.AddHello().Path, "hello")), TimeProvider.System.GetUtcNow(), other);
        await using var server = ServerProcess.Start(("NODE_ENV", "production"), ("HATAGO_PLUGINS_DIR", plugins.Path), ("HATAGO_TRUST_DIR", trust.Path));
        using var http = await server.ReadyAsync(Cancellation);
        var before = await ListAsync(http);

        trust.Revoke(key.Public, TimeProvider.System.GetUtcNow());
        var after = await Eventually.GetAsync(() => ListAsync(http), list => !list.Contains("fixture.greet", StringComparison.Ordinal), Cancellation, TimeSpan.FromSeconds(5));

        Assert.Contains("fixture.greet", before);
        Assert.Contains("hello.hatago", after);
        Assert.Contains(server.Output, line => line.Contains("taken out of service", StringComparison.Ordinal) && line.Contains("it was stolen", StringComparison.Ordinal));
        plugins.Dispose();
    }

    [Fact]
    public async Task A_key_that_becomes_trusted_lets_its_plugin_be_served()
    {
        using var site = await AttackSite.CreateAsync();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        await site.SignAsync(key);
        await using var app = await site.ServeAsync();
        var before = await AttackSite.StatusAsync(app);

        site.Trust.Trust(key.Public);
        await site.LookUntilAsync(app, status => status["served"]!.GetValue<bool>());

        Assert.False(before["served"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_key_whose_time_is_over_takes_its_plugin_out_of_service()
    {
        using var site = await AttackSite.CreateAsync();
        site.Trust.Trust(site.Key.Public, to: site.Time.GetUtcNow().AddSeconds(10));
        await using var app = await site.ServeAsync();
        var before = await AttackSite.StatusAsync(app);

        var after = await site.LookUntilAsync(app, status => !status["served"]!.GetValue<bool>());

        Assert.True(before["served"]!.GetValue<bool>());
        Assert.Equal("expired", after["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_raised_floor_takes_an_older_version_out_of_service()
    {
        using var site = await AttackSite.CreateAsync();
        await using var app = await site.ServeAsync();

        site.Trust.Demand("trace", minimumVersion: "1.0.1");
        var after = await site.LookUntilAsync(app, status => !status["served"]!.GetValue<bool>());

        Assert.Equal("revoked", after["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_trust_file_that_is_broken_half_way_keeps_the_last_good_one_and_says_so(string? halfWay)
    {
        using var site = await AttackSite.CreateAsync();
        await using var app = await site.ServeAsync();
        var good = await File.ReadAllTextAsync(site.Trust.Document, Cancellation);

        if (halfWay is null)
            File.Delete(site.Trust.Document);
        else
            await File.WriteAllTextAsync(site.Trust.Document, halfWay, Cancellation);
        await site.LookUntilAsync(app, _ => app.Logs.GetSnapshot().Any(IsBroken));
        await site.LookUntilAsync(app, _ => true);
        var meanwhile = await app.Http.GetStringAsync(new Uri("/security/status", UriKind.Relative), Cancellation);
        await File.WriteAllTextAsync(site.Trust.Document, good.Replace("\"tests\"", "\"again\"", StringComparison.Ordinal), Cancellation);
        await Eventually.GetAsync(
            async () =>
            {
                await site.LookUntilAsync(app, _ => true);
                return await app.Http.GetStringAsync(new Uri("/security/keys", UriKind.Relative), Cancellation);
            },
            keys => keys.Contains("again", StringComparison.Ordinal), Cancellation);

        Assert.Contains("\"served\":true", meanwhile);
        Assert.Contains("\"problem\":\"", meanwhile);
        Assert.True((await AttackSite.StatusAsync(app))["served"]!.GetValue<bool>());
        Assert.Single(app.Logs.GetSnapshot(), IsBroken);
    }

    private static bool IsBroken(Microsoft.Extensions.Logging.Testing.FakeLogRecord record) =>
        record.Message.Contains("the last good one, with 1 keys, counts on", StringComparison.Ordinal);

    private static async Task<string> ListAsync(HttpClient http)
    {
        var answer = await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
