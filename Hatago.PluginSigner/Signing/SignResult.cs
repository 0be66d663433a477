namespace Hatago.PluginSigner.Signing;

/// <summary>What was signed.</summary>
internal sealed record SignResult(
    string Name, string Version, string StatementDigest, IReadOnlyList<string> KeyIds, DateTimeOffset SignedAt, DateTimeOffset? ExpiresAt,
    int Files, long Bytes, IReadOnlyList<string> Tools);
