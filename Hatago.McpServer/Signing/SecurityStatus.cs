using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <summary>The answer of <c>/security/status</c>.</summary>
internal sealed record SecurityStatus
{
    [JsonPropertyName("enabled")]
    public required bool Enabled { get; init; }

    [JsonPropertyName("requireSigned")]
    public required bool RequireSigned { get; init; }

    [JsonPropertyName("allowTestKeys")]
    public required bool AllowTestKeys { get; init; }

    [JsonPropertyName("maxSignatureAgeHours")]
    public required int MaxSignatureAgeHours { get; init; }

    [JsonPropertyName("blockUnsigned")]
    public required bool BlockUnsigned { get; init; }

    [JsonPropertyName("trustStore")]
    public required TrustStoreState TrustStore { get; init; }

    [JsonPropertyName("metrics")]
    public required SecurityMetrics Metrics { get; init; }

    [JsonPropertyName("recentVerifications")]
    public required IReadOnlyList<RecentVerification> RecentVerifications { get; init; }

    [JsonPropertyName("plugins")]
    public required IReadOnlyList<Plugin> Plugins { get; init; }

    /// <summary>With the problem that keeps the folder from being used as it is; the last good trust store counts then.</summary>
    internal sealed record TrustStoreState(
        [property: JsonPropertyName("folder")] string Folder,
        [property: JsonPropertyName("trustedKeys")] int TrustedKeys,
        [property: JsonPropertyName("problem")] string? Problem);

    /// <summary>A plugin folder: the status of its signature, whether its tools are listed now, and the reasons for both where they are not as one wishes.</summary>
    internal sealed record Plugin(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("version")] string? Version,
        [property: JsonPropertyName("status")] string? Status,
        [property: JsonPropertyName("served")] bool Served,
        [property: JsonPropertyName("reasons")] IReadOnlyList<string> Reasons,
        [property: JsonPropertyName("keyId")] string? KeyId,
        [property: JsonPropertyName("statementDigest")] string? StatementDigest,
        [property: JsonPropertyName("signedAt")] DateTime? SignedAt,
        [property: JsonPropertyName("expiresAt")] DateTime? ExpiresAt);
}
