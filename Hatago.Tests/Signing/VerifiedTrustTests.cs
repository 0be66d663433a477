using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>What the verifier makes of keys and policies.</summary>
public sealed class VerifiedTrustTests : IDisposable
{
    private readonly PluginOnDisk _plugin = new();
    private readonly SigningKey _other = SigningKey.Generate(SignatureAlgorithms.EcdsaP256);

    [Fact]
    public async Task A_plugin_signed_by_a_trusted_key_is_valid()
    {
        await _plugin.SignAsync();

        var verification = await _plugin.VerifyAsync();

        Assert.Equal((SignatureStatus.Valid, true), (verification.Status, verification.IsValid));
        Assert.Equal($"key {_plugin.Key.Public.KeyId[..16]}: signed by Weather team", verification.Message);
        Assert.Equal(_plugin.Key.Public.KeyId, verification.KeyId);
        Assert.Equal("1.2.3", verification.Signed!.Statement.Version);
        Assert.Empty(verification.Differences);
    }

    [Fact]
    public async Task A_plugin_without_a_signature_is_unsigned() =>
        AssertFound(SignatureStatus.Unsigned, "plugin.sig.json is missing", await _plugin.VerifyAsync());

    [Fact]
    public async Task A_key_that_is_not_in_the_trust_store_is_untrusted()
    {
        await _plugin.SignAsync(_other);

        AssertFound(SignatureStatus.Untrusted, "the trust store does not have the key", await _plugin.VerifyAsync());
    }

    [Fact]
    public async Task The_empty_trust_store_trusts_nobody()
    {
        await _plugin.SignAsync();

        var verification = await new PluginVerifier(_plugin.Time).VerifyAsync(
            new(_plugin.Folder), TrustStore.Empty, cancellation: TestContext.Current.CancellationToken);

        AssertFound(SignatureStatus.Untrusted, "the trust store does not have the key", verification);
    }

    [Theory]
    [InlineData("weather", true)]
    [InlineData("*", true)]
    [InlineData("w*r", true)]
    [InlineData("weathe?", true)]
    [InlineData("weather?", false)]
    [InlineData("weather-*", false)]
    [InlineData("eather", false)]
    [InlineData("?", false)]
    public async Task A_key_signs_the_plugins_of_its_scope_only(string glob, bool may)
    {
        _plugin.Trust.Add(_plugin.Key.Public, entry => entry["plugins"] = new JsonArray("other", glob));
        await _plugin.SignAsync();

        var verification = await _plugin.VerifyAsync();

        AssertFound(may ? SignatureStatus.Valid : SignatureStatus.Untrusted, may ? "signed by" : $"the key may sign other, {glob} only", verification);
    }

    [Fact]
    public async Task A_key_counts_from_its_first_moment_and_not_at_its_last()
    {
        _plugin.Trust.Add(_plugin.Key.Public, entry => (entry["validFrom"], entry["validTo"]) = ("2026-08-15T10:30:01Z", "2026-08-15T10:30:02Z"));
        await _plugin.SignAsync();

        AssertFound(SignatureStatus.Expired, "the key is valid from 2026-08-15T10:30:01Z", await _plugin.VerifyAsync());
        _plugin.Time.Advance(TimeSpan.FromSeconds(1));
        AssertFound(SignatureStatus.Valid, "signed by", await _plugin.VerifyAsync());
        _plugin.Time.Advance(TimeSpan.FromSeconds(1));
        AssertFound(SignatureStatus.Expired, "the key was valid to 2026-08-15T10:30:02Z", await _plugin.VerifyAsync());
    }

    /// <summary>Whoever has the key can write any <c>signedAt</c>: a revocation is not of a time.</summary>
    [Theory]
    [InlineData("2026-08-15T10:29:59Z")]
    [InlineData("2030-01-01T00:00:00Z")]
    public async Task A_revoked_key_is_revoked_whenever_it_signed(string at)
    {
        Revoke(_plugin.Key, at);
        await _plugin.SignAsync();

        AssertFound(SignatureStatus.Revoked, $"the key was revoked at {at}: lost", await _plugin.VerifyAsync());
    }

    [Fact]
    public async Task Of_two_signatures_a_good_one_is_enough_though_the_other_key_is_revoked()
    {
        Revoke(_other);
        await _plugin.SignAsync(_other, _plugin.Key);

        var verification = await _plugin.VerifyAsync();

        AssertFound(SignatureStatus.Valid, "signed by", verification);
        Assert.Equal(_plugin.Key.Public.KeyId, verification.KeyId);
    }

    [Fact]
    public async Task Of_several_reasons_the_worst_is_told()
    {
        using var unknown = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        _plugin.Trust.Add(_plugin.Key.Public, entry => entry["validTo"] = "2026-01-01T00:00:00Z");
        Revoke(_other);

        await _plugin.SignAsync(unknown, _plugin.Key);
        AssertFound(SignatureStatus.Expired, "the key was valid to", await _plugin.VerifyAsync());
        await _plugin.SignAsync(unknown, _plugin.Key, _other);
        AssertFound(SignatureStatus.Revoked, "the key was revoked", await _plugin.VerifyAsync());
    }

    [Fact]
    public async Task A_policy_of_two_signatures_wants_two_trusted_keys()
    {
        _plugin.Trust.Add(PluginOnDisk.Name, new JsonObject { ["signatures"] = 2 });
        await _plugin.SignAsync();
        AssertFound(SignatureStatus.Untrusted, "1 of the 2 signatures", await _plugin.VerifyAsync());

        await _plugin.SignAsync(_plugin.Key, _other);
        AssertFound(SignatureStatus.Untrusted, "1 of the 2 signatures", await _plugin.VerifyAsync());

        Revoke(_other);
        AssertFound(SignatureStatus.Untrusted, "1 of the 2 signatures", await _plugin.VerifyAsync());

        _plugin.Trust.Add(_other.Public);
        AssertFound(SignatureStatus.Valid, "signed by", await _plugin.VerifyAsync());
    }

    [Fact]
    public async Task A_signature_that_is_wrong_does_not_count_for_a_policy_of_two()
    {
        _plugin.Trust.Add(_other.Public).Add(PluginOnDisk.Name, new JsonObject { ["signatures"] = 2 });
        await _plugin.SignAsync(_plugin.Key, _other);
        var envelope = DsseEnvelope.Parse(await File.ReadAllBytesAsync(_plugin.Envelope, TestContext.Current.CancellationToken));
        var wrong = envelope.Signatures[1] with { Signature = Convert.ToBase64String(_other.Sign([])) };
        await File.WriteAllBytesAsync(_plugin.Envelope, (envelope with { Signatures = [envelope.Signatures[0], wrong] }).ToBytes(), TestContext.Current.CancellationToken);

        AssertFound(SignatureStatus.Untrusted, "1 of the 2 signatures", await _plugin.VerifyAsync());
    }

    /// <summary>The id selects a key, and the algorithm is the key's.</summary>
    [Fact]
    public async Task A_signature_under_the_id_of_another_key_is_invalid()
    {
        _plugin.Trust.Add(_other.Public);
        await _plugin.SignAsync();
        var envelope = DsseEnvelope.Parse(await File.ReadAllBytesAsync(_plugin.Envelope, TestContext.Current.CancellationToken));
        var swapped = envelope.Signatures[0] with { KeyId = _other.Public.KeyId };
        await File.WriteAllBytesAsync(_plugin.Envelope, (envelope with { Signatures = [swapped] }).ToBytes(), TestContext.Current.CancellationToken);

        AssertFound(SignatureStatus.Invalid, "the signature is not that of the key", await _plugin.VerifyAsync());
    }

    [Theory]
    [InlineData("1.2.3", "1.2.3", SignatureStatus.Valid)]
    [InlineData("1.2.3", "1.2.4", SignatureStatus.Revoked)]
    [InlineData("1.10.0", "1.9.0", SignatureStatus.Valid)]
    [InlineData("1.2.3-rc.1", "1.2.3", SignatureStatus.Revoked)]
    [InlineData("1.2.3", "1.2.3-rc.1", SignatureStatus.Valid)]
    [InlineData("1.2.3-rc.9", "1.2.3-rc.10", SignatureStatus.Revoked)]
    [InlineData("1.2.3-rc.10", "1.2.3-rc.9", SignatureStatus.Valid)]
    [InlineData("1.2.3-1", "1.2.3-alpha", SignatureStatus.Revoked)]
    [InlineData("1.2.3-alpha", "1.2.3-alpha.1", SignatureStatus.Revoked)]
    [InlineData("1.2.3+a", "1.2.3+b", SignatureStatus.Valid)]
    public async Task A_version_under_the_minimum_is_revoked(string version, string minimum, string expected)
    {
        _plugin.Trust.Add(PluginOnDisk.Name, new JsonObject { ["minimumVersion"] = minimum });
        await _plugin.SignAsync(statement => statement with { Version = version });

        var verification = await _plugin.VerifyAsync();

        AssertFound(expected, expected == SignatureStatus.Valid ? "signed by" : $"version {version} is under the minimum {minimum}", verification);
    }

    public void Dispose()
    {
        _plugin.Dispose();
        _other.Dispose();
    }

    private void Revoke(SigningKey key, string at = "2026-01-01T00:00:00Z") =>
        _plugin.Trust.Add(key.Public, entry => entry["revoked"] = new JsonObject { ["at"] = at, ["reason"] = "lost" });

    private static void AssertFound(string status, string message, Verification found)
    {
        Assert.Contains(message, found.Message);
        Assert.Equal(status, found.Status);
    }
}
