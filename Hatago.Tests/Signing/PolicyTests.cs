namespace Hatago.Tests.Signing;

/// <summary>What is served, by environment and setting.</summary>
public sealed class PolicyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no signature", true)]
    [InlineData("an unknown key", true)]
    [InlineData("an expired key", true)]
    [InlineData("a file changed", false)]
    [InlineData("trailing bytes", false)]
    [InlineData("a symbolic link to a file", false)]
    [InlineData("a revoked key", false)]
    [InlineData("an older version under the rollback floor", false)]
    public async Task Development_serves_what_is_not_trusted_and_nothing_that_was_tampered_with_or_revoked(string attack, bool isServed)
    {
        using var site = await AttackSite.CreateAsync();
        await Attacks.All[attack].Run(site);

        await using var app = await site.ServeAsync(("REQUIRE_SIGNED_PLUGINS", ""), ("ENVIRONMENT", "Development"));

        var status = await AttackSite.StatusAsync(app);
        Assert.Equal((Attacks.All[attack].Status, isServed), (status["status"]!.GetValue<string>(), status["served"]!.GetValue<bool>()));
        Assert.Equal(isServed, site.WasRun);
        Assert.Contains(app.Logs.GetSnapshot(), record => record.Level == Microsoft.Extensions.Logging.LogLevel.Warning
            && record.StructuredState!.Contains(new("decision", isServed ? "accepted" : "refused")));
    }

    [Fact]
    public async Task Production_asks_for_signatures_and_has_no_test_keys_unless_told()
    {
        using var site = await AttackSite.CreateAsync();
        File.Delete(site.Envelope);

        await using var app = await site.ServeAsync(("REQUIRE_SIGNED_PLUGINS", ""), ("ENVIRONMENT", "Production"));

        await site.AssertRefusedAsync(app, "unsigned", "plugin.sig.json is missing");
        Assert.NotNull((await app.CallAsync("security.generate_key", null, Cancellation))["error"]);
    }

    [Fact]
    public async Task A_signature_that_is_older_than_allowed_is_expired()
    {
        using var site = await AttackSite.CreateAsync();
        await site.SignAsync(site.Time.GetUtcNow().AddHours(-3), site.Key);
        site.Trust.Demand("hello", signatures: 1);

        await using var app = await site.ServeAsync(("PLUGIN_MAX_SIGNATURE_AGE_HOURS", "2"));

        await site.AssertRefusedAsync(app, "expired", "longer ago than the 2 hours that are allowed");
    }

    [Fact]
    public async Task Switched_off_it_serves_all_and_warns()
    {
        using var site = await AttackSite.CreateAsync();
        File.Delete(site.Envelope);

        await using var app = await site.ServeAsync(("PLUGIN_SECURITY_ENABLED", "false"));

        Assert.True((await AttackSite.StatusAsync(app))["served"]!.GetValue<bool>());
        Assert.Single(app.Logs.GetSnapshot(), record => record.Message.Contains("PLUGIN_SECURITY_ENABLED=false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trust_folder_that_is_configured_and_missing_stops_the_start()
    {
        await using var server = ServerProcess.Start(("HATAGO_TRUST_DIR", "/nowhere/trust"));

        Assert.Equal(78, await server.ExitAsync(Cancellation));
        Assert.Contains("HATAGO_TRUST_DIR='/nowhere/trust' is not valid; allowed is a folder that exists.", server.Errors);
    }
}
