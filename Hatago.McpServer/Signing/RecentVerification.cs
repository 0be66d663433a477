using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <summary>A verification as the outside sees it.</summary>
/// <param name="Plugin">None for test data.</param>
/// <param name="Version">As signed.</param>
/// <param name="Status">valid, invalid, expired, untrusted, revoked, unsigned or error.</param>
/// <param name="Message">Why.</param>
/// <param name="KeyId">Lower-case hex SHA-256 of the key.</param>
/// <param name="StatementDigest">Lower-case hex SHA-256 of what was signed.</param>
/// <param name="Served">Whether the policy lets the plugin be served; none for test data.</param>
/// <param name="Timestamp">UTC.</param>
internal sealed record RecentVerification(
    [property: JsonPropertyName("plugin")] string? Plugin,
    [property: JsonPropertyName("version")] string? Version,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("keyId")] string? KeyId,
    [property: JsonPropertyName("statementDigest")] string? StatementDigest,
    [property: JsonPropertyName("served")] bool? Served,
    [property: JsonPropertyName("timestamp")] DateTime Timestamp)
{
    public static RecentVerification Of(PluginDecision decision) => new(
        decision.Plugin, decision.Verification.Summary?.Version, decision.Verification.Status, decision.Verification.Message,
        decision.Verification.KeyId, decision.Verification.Summary?.Digest, decision.IsServed, decision.At.UtcDateTime);
}
