using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>The list of attacks, through the real loader: no line of the plugin's code may run, and the plugin beside it is served.</summary>
public sealed class LoaderAttackTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> AllAttacks => [.. Attacks.All.Keys];

    public static TheoryData<string> BadKeys => [.. Attacks.BadKeys.Keys];

    [Theory]
    [MemberData(nameof(AllAttacks))]
    public async Task Of_an_attacked_plugin_no_line_runs(string attack)
    {
        using var site = await AttackSite.CreateAsync();
        await Attacks.All[attack].Run(site);

        await using var app = await site.ServeAsync();

        await site.AssertRefusedAsync(app, Attacks.All[attack].Status, Attacks.All[attack].Reason);
    }

    [Fact]
    public async Task What_was_not_attacked_is_served_and_leaves_its_traces()
    {
        using var site = await AttackSite.CreateAsync();

        await using var app = await site.ServeAsync();
        await app.CallAsync("trace.ping", null, Cancellation);

        Assert.Equal("valid", (await AttackSite.StatusAsync(app))["status"]!.GetValue<string>());
        Assert.Equal(["module initializer", "static constructor", "passphrase none", "static constructor of tools"], site.Traces.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    public async Task Each_algorithm_is_served(string algorithm)
    {
        using var site = await AttackSite.CreateAsync();
        using var key = SigningKey.Generate(algorithm);
        site.Trust.Trust(key.Public, plugins: "tr*");
        await site.SignAsync(key);

        await using var app = await site.ServeAsync();

        Assert.Equal(key.Public.KeyId, (await AttackSite.StatusAsync(app))["keyId"]!.GetValue<string>());
        Assert.True((await AttackSite.StatusAsync(app))["served"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task A_trust_store_with_a_key_that_is_none_trusts_nobody(string key)
    {
        using var site = await AttackSite.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(site.Trust.Path, "bad.public.pem"), Attacks.BadKeys[key].Pem, Cancellation);

        await using var app = await site.ServeAsync();

        Assert.False((await AttackSite.StatusAsync(app))["served"]!.GetValue<bool>());
        Assert.False(site.WasRun);
        Assert.Contains(app.Logs.GetSnapshot(), record => record.Message.Contains($"bad.public.pem: {Attacks.BadKeys[key].Problem}", StringComparison.Ordinal));
    }
}
