using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <summary>Counts since the start of the process. Plugins are blocked by decisions that refuse one.</summary>
internal sealed record SecurityMetrics(
    [property: JsonPropertyName("totalVerifications")] long TotalVerifications,
    [property: JsonPropertyName("validSignatures")] long ValidSignatures,
    [property: JsonPropertyName("invalidSignatures")] long InvalidSignatures,
    [property: JsonPropertyName("untrustedKeys")] long UntrustedKeys,
    [property: JsonPropertyName("expiredSignatures")] long ExpiredSignatures,
    [property: JsonPropertyName("blockedPlugins")] long BlockedPlugins);
