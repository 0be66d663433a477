using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <summary>The answers of the tools <c>security.*</c>.</summary>
internal static class SecurityAnswers
{
    internal sealed record Status(
        [property: JsonPropertyName("config")] Config Config,
        [property: JsonPropertyName("metrics")] SecurityMetrics Metrics,
        [property: JsonPropertyName("recentVerifications")] IReadOnlyList<RecentVerification> RecentVerifications,
        [property: JsonPropertyName("plugins")] IReadOnlyList<SecurityStatus.Plugin> Plugins);

    internal sealed record Config(
        [property: JsonPropertyName("enabled")] bool Enabled,
        [property: JsonPropertyName("requireSigned")] bool RequireSigned,
        [property: JsonPropertyName("allowTestKeys")] bool AllowTestKeys,
        [property: JsonPropertyName("maxSignatureAgeHours")] int MaxSignatureAgeHours,
        [property: JsonPropertyName("blockUnsigned")] bool BlockUnsigned,
        [property: JsonPropertyName("trustStore")] SecurityStatus.TrustStoreState TrustStore);

    /// <summary>The public half, its SubjectPublicKeyInfo in PEM.</summary>
    internal sealed record GeneratedKey(
        [property: JsonPropertyName("keyId")] string KeyId,
        [property: JsonPropertyName("algorithm")] string Algorithm,
        [property: JsonPropertyName("publicKey")] string PublicKey);

    internal sealed record Signed([property: JsonPropertyName("signature")] TestSignature Signature);

    /// <summary>The verification of test data, or the history, newest first.</summary>
    internal sealed record Verified(
        [property: JsonPropertyName("verification"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TestVerification? Verification,
        [property: JsonPropertyName("history"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RecentVerification>? History);
}

[JsonSerializable(typeof(SecurityStatus))]
[JsonSerializable(typeof(TrustedKeys))]
[JsonSerializable(typeof(SecurityAnswers.Status))]
[JsonSerializable(typeof(SecurityAnswers.GeneratedKey))]
[JsonSerializable(typeof(SecurityAnswers.Signed))]
[JsonSerializable(typeof(SecurityAnswers.Verified))]
[JsonSerializable(typeof(TestSignature))]
internal sealed partial class SecurityJson : JsonSerializerContext;
