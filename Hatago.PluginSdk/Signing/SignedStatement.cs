using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Hatago.PluginSdk.Signing;

/// <summary>An envelope with its statement read once: what is verified is what is used (DSSE, protocol.md, "Important").</summary>
internal sealed class SignedStatement
{
    private readonly byte[] _encoded;
    private readonly ConcurrentDictionary<(string Key, string Signature), bool> _verified = [];

    private SignedStatement(DsseEnvelope envelope)
    {
        var payload = envelope.PayloadBytes();
        Envelope = envelope;
        Statement = PluginStatement.Parse(payload);
        Digest = Convert.ToHexStringLower(SHA256.HashData(payload));
        _encoded = DsseEnvelope.PreAuthenticationEncoding(envelope.PayloadType, payload);
    }

    public DsseEnvelope Envelope { get; }

    public PluginStatement Statement { get; }

    /// <summary>Lower-case hex SHA-256 of the statement's bytes: names this version of the plugin in logs.</summary>
    public string Digest { get; }

    /// <exception cref="SignatureFormatException">Not an envelope with a statement.</exception>
    public static SignedStatement Parse(ReadOnlySpan<byte> utf8) => new(DsseEnvelope.Parse(utf8));

    /// <summary>Verified once a key: the server asks again each time that its trust store or the time may have changed the answer.</summary>
    public bool IsSignedBy(VerificationKey key, DsseSignature signature) =>
        _verified.GetOrAdd((key.KeyId, signature.Signature), _ => key.Verify(_encoded, signature.Bytes()));
}
