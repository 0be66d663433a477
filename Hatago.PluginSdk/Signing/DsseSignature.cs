using System.Text.Json.Serialization;

namespace Hatago.PluginSdk.Signing;

/// <param name="KeyId">Selects a trusted key, and decides nothing else (DSSE: it is not authenticated).</param>
/// <param name="Signature">The signature in base64.</param>
internal sealed record DsseSignature(
    [property: JsonPropertyName("keyid")] string KeyId,
    [property: JsonPropertyName("sig")] string Signature)
{
    public byte[] Bytes() => StrictJson.Base64(Signature, "'sig'");
}
