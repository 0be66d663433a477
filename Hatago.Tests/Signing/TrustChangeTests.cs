using System.Diagnostics;
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
        Assert.Contains("it was stolen", await server.SaysAsync("taken out of service", Cancellation));
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
        await File.WriteAllTextAsync(site.Trust.Document, good, Cancellation);
        await Eventually.GetAsync(
            async () =>
            {
                await site.LookUntilAsync(app, _ => true);
                return await app.Http.GetStringAsync(new Uri("/security/status", UriKind.Relative), Cancellation);
            },
            status => status.Contains("\"problem\":null", StringComparison.Ordinal), Cancellation);

        Assert.Contains("\"served\":true", meanwhile);
        Assert.Contains("\"problem\":\"", meanwhile);
        Assert.True((await AttackSite.StatusAsync(app))["served"]!.GetValue<bool>());
        Assert.Single(app.Logs.GetSnapshot(), IsBroken);
    }

    [Fact]
    public async Task A_key_that_is_revoked_while_its_plugin_starts_does_not_get_it_served()
    {
        using var site = await AttackSite.CreateAsync();
        var gate = Path.Combine(site.Outside, "gate");
        await File.WriteAllTextAsync(gate, "", Cancellation);
        await using var app = await site.ServeAsync(("Hatago:Plugins:trace:WaitFor", gate));
        File.Delete(gate);
        File.SetLastWriteTimeUtc(site.File("plugin.json"), new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)); // A change, with the same bytes.

        await site.LookUntilAsync(app, _ => File.Exists(gate + ".waiting"));
        site.Trust.Trust(Attacks.Beside(site)).Revoke(site.Key.Public, site.Time.GetUtcNow());
        await site.LookUntilAsync(app, status => !status["served"]!.GetValue<bool>()); // The version that was served.
        await File.WriteAllTextAsync(gate, "", Cancellation);
        await app.MetricAsync("hatago_plugin_events_total{event=\"load_failed\",plugin=\"trace\"} 1", Cancellation);
        var after = await AttackSite.StatusAsync(app);

        Assert.Equal(("revoked", false), (after["status"]!.GetValue<string>(), after["served"]!.GetValue<bool>()));
        await app.MetricAsync("hatago_plugin_events_total{event=\"reload\",plugin=\"trace\"} 0", Cancellation);
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("zero")]
    public async Task A_trust_folder_with_what_is_no_file_is_told_and_hangs_nothing(string what)
    {
        using var site = await AttackSite.CreateAsync();
        var pem = Path.Combine(site.Trust.Path, "x.pem");
        if (what == "zero")
            File.CreateSymbolicLink(pem, "/dev/zero");
        else
            await Process.Start("mkfifo", pem).WaitForExitAsync(Cancellation);

        await using var app = await site.ServeAsync();

        Assert.Contains(app.Logs.GetSnapshot(), record => record.Message.Contains("'x.pem' is no regular file", StringComparison.Ordinal));
        Assert.False((await AttackSite.StatusAsync(app))["served"]!.GetValue<bool>());
    }

    private static bool IsBroken(Microsoft.Extensions.Logging.Testing.FakeLogRecord record) =>
        record.Message.Contains("the last good one, with 1 keys, counts on", StringComparison.Ordinal);

    private static async Task<string> ListAsync(HttpClient http)
    {
        var answer = await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
