using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Hatago.PluginSdk.Signing;

/// <summary>A public key. Its algorithm is what the key is made for; its id is the lower-case hex SHA-256 of its SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).</summary>
internal abstract class VerificationKey
{
    private const string PemLabel = "PUBLIC KEY";
    private const int MaxBytes = 4096;

    protected VerificationKey(string algorithm, byte[] subjectPublicKeyInfo)
    {
        Algorithm = algorithm;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo));
    }

    public string Algorithm { get; }

    public string KeyId { get; }

    protected byte[] SubjectPublicKeyInfo { get; }

    /// <returns>False for anything but the one right signature; never an exception.</returns>
    public abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    public string ToPem() => PemEncoding.WriteString(PemLabel, SubjectPublicKeyInfo) + "\n";

    /// <exception cref="SignatureFormatException">Not one public key in PEM, of an algorithm and a size that are allowed.</exception>
    public static VerificationKey FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != PemLabel
            || !string.IsNullOrWhiteSpace(pem[..fields.Location.Start]) || !string.IsNullOrWhiteSpace(pem[fields.Location.End..]))
        {
            throw new SignatureFormatException("it is not one public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }

        return Import(Convert.FromBase64String(pem[fields.Base64Data]));
    }

    /// <exception cref="SignatureFormatException">Not a key of an algorithm and a size that are allowed.</exception>
    public static VerificationKey Import(byte[] subjectPublicKeyInfo)
    {
        if (subjectPublicKeyInfo.Length > MaxBytes)
            throw new SignatureFormatException($"the key has {subjectPublicKeyInfo.Length} bytes; at most {MaxBytes} are allowed");

        try
        {
            return AlgorithmOf(subjectPublicKeyInfo) switch
            {
                Ed25519VerificationKey.Oid => Ed25519VerificationKey.Create(subjectPublicKeyInfo),
                EcdsaVerificationKey.Oid => EcdsaVerificationKey.Create(subjectPublicKeyInfo),
                RsaVerificationKey.Oid => (VerificationKey)RsaVerificationKey.Create(subjectPublicKeyInfo),
                var oid => throw new SignatureFormatException($"the key is of algorithm {oid}; allowed are {string.Join(", ", SignatureAlgorithms.All)}"),
            };
        }
        catch (Exception invalid) when (invalid is CryptographicException or AsnContentException)
        {
            throw new SignatureFormatException("the key is no SubjectPublicKeyInfo in DER");
        }
        catch (PlatformNotSupportedException)
        {
            throw new SignatureFormatException("the key is on a curve that is unknown here; allowed is P-256");
        }
    }

    private static string AlgorithmOf(byte[] subjectPublicKeyInfo)
    {
        var reader = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER);
        var oid = reader.ReadSequence().ReadSequence().ReadObjectIdentifier();
        reader.ThrowIfNotEmpty();
        return oid;
    }
}
