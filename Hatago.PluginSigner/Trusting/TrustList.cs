using Hatago.PluginSdk.Signing;

namespace Hatago.PluginSigner.Trusting;

internal sealed record TrustList(IReadOnlyList<TrustList.Key> Keys, IReadOnlyDictionary<string, TrustDocument.PluginEntry> Plugins)
{
    /// <summary>A key and what it is trusted with; its status is <c>trusted</c>, <c>expired</c> or <c>revoked</c>.</summary>
    internal sealed record Key(
        string KeyId, string Algorithm, string Subject, string Status, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTo, IReadOnlyList<string> Plugins, string? RevokedBecause);
}
