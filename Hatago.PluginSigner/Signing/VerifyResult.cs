namespace Hatago.PluginSigner.Signing;

/// <param name="Status">valid, invalid, expired, untrusted, revoked, unsigned or error.</param>
/// <param name="Message">Why.</param>
/// <param name="Name">As signed.</param>
/// <param name="Version">As signed.</param>
/// <param name="KeyId">The key that the status is about.</param>
/// <param name="StatementDigest">Of what was signed.</param>
/// <param name="Differences">Each file that is not as it was signed.</param>
internal sealed record VerifyResult(
    string Status, string Message, string? Name, string? Version, string? KeyId, string? StatementDigest, IReadOnlyList<string> Differences);
