using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <param name="Valid">Whether <paramref name="Status"/> is <c>valid</c>.</param>
/// <param name="Status">valid, invalid, expired, untrusted, revoked or error.</param>
/// <param name="Message">Why.</param>
internal sealed record TestVerification(
    [property: JsonPropertyName("valid")] bool Valid,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("message")] string Message);
