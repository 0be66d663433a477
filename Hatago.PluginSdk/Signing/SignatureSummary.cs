namespace Hatago.PluginSdk.Signing;

/// <summary>What a signature says, without the bytes that it is over.</summary>
/// <param name="Version">As signed.</param>
/// <param name="Digest">Lower-case hex SHA-256 of the statement.</param>
/// <param name="SignedAt">As signed.</param>
/// <param name="ExpiresAt">As signed.</param>
internal sealed record SignatureSummary(string Version, string Digest, DateTimeOffset SignedAt, DateTimeOffset? ExpiresAt)
{
    public static SignatureSummary Of(SignedStatement signed) => new(signed.Statement.Version, signed.Digest, signed.Statement.SignedAt, signed.Statement.ExpiresAt);
}
