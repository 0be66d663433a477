using System.IO.Enumeration;

namespace Hatago.PluginSdk.Signing;

/// <summary>A key of the trust store, and what it is trusted with.</summary>
internal sealed record TrustedKey(VerificationKey Key, TrustDocument.KeyEntry Entry)
{
    public bool MaySign(string plugin) => Entry.Plugins.Any(glob => FileSystemName.MatchesSimpleExpression(glob, plugin, ignoreCase: false));

    /// <returns><c>trusted</c>, <c>expired</c> or <c>revoked</c>.</returns>
    public string StatusAt(DateTimeOffset now) => Entry switch
    {
        { Revoked: not null } => SignatureStatus.Revoked,
        _ when now < Entry.ValidFrom || now >= Entry.ValidTo => SignatureStatus.Expired,
        _ => "trusted",
    };
}
