using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <summary>The answer of <c>/security/keys</c>, with the count of those that are trusted now. Public keys only.</summary>
internal sealed record TrustedKeys(
    [property: JsonPropertyName("trustedKeys")] int Count,
    [property: JsonPropertyName("keys")] IReadOnlyList<TrustedKeys.Key> Keys)
{
    /// <summary>
    /// A key, <c>trusted</c>, <c>expired</c> or <c>revoked</c>. A test key was made by <c>security.generate_key</c>: it is trusted for test data
    /// only, in this process only.
    /// </summary>
    internal sealed record Key(
        [property: JsonPropertyName("keyId")] string KeyId,
        [property: JsonPropertyName("algorithm")] string Algorithm,
        [property: JsonPropertyName("subject")] string Subject,
        [property: JsonPropertyName("validFrom")] DateTime? ValidFrom,
        [property: JsonPropertyName("validTo")] DateTime? ValidTo,
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("plugins")] IReadOnlyList<string> Plugins,
        [property: JsonPropertyName("test")] bool IsTest);
}
