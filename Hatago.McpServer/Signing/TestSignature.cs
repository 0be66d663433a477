using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hatago.McpServer.Signing;

/// <summary>A signature of test data.</summary>
internal sealed record TestSignature(
    [property: JsonPropertyName("algorithm"), Description("ed25519, rsa-pss or ecdsa-p256.")] string Algorithm,
    [property: JsonPropertyName("signature"), Description("In base64.")] string Signature,
    [property: JsonPropertyName("keyId"), Description("Lower-case hex SHA-256 of the public key.")] string KeyId,
    [property: JsonPropertyName("timestamp"), Description("When it was made; signed with the data.")] DateTimeOffset Timestamp);
