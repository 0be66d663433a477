using Hatago.McpServer.Plugins;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Signing;

/// <summary>What <c>/security/*</c> and the tools <c>security.*</c> tell.</summary>
internal sealed class SecurityReport(
    TrustSource trust, TestKeys testKeys, VerificationHistory history, PluginCatalog catalog, IOptions<SigningOptions> options, TimeProvider time)
{
    public SecurityStatus Status() => new()
    {
        Enabled = options.Value.PluginSecurityEnabled,
        RequireSigned = options.Value.RequireSignedPlugins,
        AllowTestKeys = options.Value.PluginAllowTestKeys,
        MaxSignatureAgeHours = options.Value.PluginMaxSignatureAgeHours,
        BlockUnsigned = options.Value.BlocksUnsigned,
        TrustStore = new(trust.Folder, trust.Current.Keys.Count(key => key.StatusAt(time.GetUtcNow()) == "trusted"), trust.Problem),
        Metrics = history.Metrics(),
        RecentVerifications = history.Recent(),
        Plugins = Plugins(),
    };

    public TrustedKeys Keys()
    {
        var now = time.GetUtcNow();
        TrustedKeys.Key[] keys =
        [
            .. trust.Current.Keys.Select(key => new TrustedKeys.Key(
                key.Key.KeyId, key.Key.Algorithm, key.Entry.Subject, key.Entry.ValidFrom?.UtcDateTime, key.Entry.ValidTo?.UtcDateTime, key.StatusAt(now), key.Entry.Plugins, false)),
            .. testKeys.All.Select(key => new TrustedKeys.Key(key.KeyId, key.Algorithm, "test key of this process", null, null, "trusted", [], true)),
        ];
        return new(keys.Count(key => key.Status == "trusted"), keys);
    }

    private SecurityStatus.Plugin[] Plugins()
    {
        var catalogue = catalog.Current;
        var served = catalogue.Plugins.ToDictionary(plugin => plugin.Name);
        var refused = catalogue.Refused.ToDictionary(plugin => plugin.Name);
        return [.. served.Keys.Union(refused.Keys).Order(StringComparer.Ordinal).Select(name =>
        {
            var verification = catalogue.Decisions.GetValueOrDefault(name)?.Verification;
            var signature = verification?.Summary;
            return new SecurityStatus.Plugin(
                name, served.GetValueOrDefault(name)?.Manifest.Version ?? signature?.Version, verification?.Status, served.ContainsKey(name),
                refused.GetValueOrDefault(name)?.Reasons ?? (verification is null or { Status: SignatureStatus.Valid } ? [] : [verification.Message]),
                verification?.KeyId, signature?.Digest, signature?.SignedAt.UtcDateTime, signature?.ExpiresAt?.UtcDateTime);
        })];
    }
}
