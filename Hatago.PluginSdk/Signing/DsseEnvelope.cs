using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hatago.PluginSdk.Signing;

/// <summary>
/// The content of <c>plugin.sig.json</c>: an envelope of DSSE 1.0.2 (Dead Simple Signing Envelope). Read more strictly than DSSE
/// asks for (docs/decisions/0012): a key id always, standard base64, no unknown member.
/// </summary>
internal sealed record DsseEnvelope
{
    public const string FileName = "plugin.sig.json";
    public const string PluginPayloadType = "application/vnd.hatago.plugin+json";
    public const int MaxBytes = 16 * 1024 * 1024;
    public const int MaxSignatures = 16;

    [JsonPropertyName("payloadType")]
    public required string PayloadType { get; init; }

    /// <summary>The signed bytes in base64.</summary>
    [JsonPropertyName("payload")]
    public required string Payload { get; init; }

    [JsonPropertyName("signatures")]
    public required IReadOnlyList<DsseSignature> Signatures { get; init; }

    /// <exception cref="SignatureFormatException">Not an envelope of a plugin.</exception>
    public static DsseEnvelope Parse(ReadOnlySpan<byte> utf8)
    {
        var envelope = StrictJson.Parse(utf8, SigningJson.Strict.DsseEnvelope, FileName, MaxBytes);
        if (envelope.PayloadType != PluginPayloadType)
            throw new SignatureFormatException($"'payloadType' is not {PluginPayloadType}");
        if (envelope.Signatures.Count is 0 or > MaxSignatures)
            throw new SignatureFormatException($"'signatures' has {envelope.Signatures.Count}; allowed are 1 to {MaxSignatures}");

        envelope.PayloadBytes();
        foreach (var signature in envelope.Signatures)
        {
            if (signature is null || !StrictJson.IsSha256(signature.KeyId))
                throw new SignatureFormatException("'keyid' is not the lower-case hex SHA-256 of a key");
            if (signature.Bytes().Length > 2048)
                throw new SignatureFormatException("'sig' is longer than the signature of any key that is allowed");
        }

        if (envelope.Signatures.DistinctBy(signature => signature.KeyId).Count() != envelope.Signatures.Count)
            throw new SignatureFormatException("'signatures' has two of one key");
        return envelope;
    }

    /// <summary>Signs what is to be signed; one line, no byte of which can change without being noticed.</summary>
    public static DsseEnvelope Sign(byte[] payload, params IEnumerable<SigningKey> keys)
    {
        var encoded = PreAuthenticationEncoding(PluginPayloadType, payload);
        return new()
        {
            PayloadType = PluginPayloadType,
            Payload = Convert.ToBase64String(payload),
            Signatures = [.. keys.Select(key => new DsseSignature(key.Public.KeyId, Convert.ToBase64String(key.Sign(encoded))))],
        };
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SigningJson.Strict.DsseEnvelope);

    public byte[] PayloadBytes() => StrictJson.Base64(Payload, "'payload'");

    /// <summary>What a signature is over: PAE of DSSE 1.0.2, protocol.md, "Signature Definition".</summary>
    public static byte[] PreAuthenticationEncoding(string payloadType, ReadOnlySpan<byte> payload) =>
    [
        .. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} "),
        .. payload,
    ];
}
