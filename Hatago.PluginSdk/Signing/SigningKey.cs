using System.Formats.Asn1;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Hatago.PluginSdk.Signing;

/// <summary>A private key.</summary>
internal sealed class SigningKey : IDisposable
{
    private const int RsaBits = 3072; // Security of 128 bits, as the others have (NIST SP 800-57 part 1, table 2).

    private readonly IDisposable _key;
    private readonly Func<byte[], byte[]> _sign;
    private readonly Func<byte[]> _export;

    private SigningKey(Key key)
    {
        _key = key;
        _sign = message => NSec.Cryptography.SignatureAlgorithm.Ed25519.Sign(key, message);
        _export = () => key.Export(KeyBlobFormat.PkixPrivateKey);
        Public = VerificationKey.Import(key.PublicKey.Export(KeyBlobFormat.PkixPublicKey));
    }

    private SigningKey(ECDsa key)
    {
        _key = key;
        _sign = message => EcdsaVerificationKey.WithLowS(key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        _export = key.ExportPkcs8PrivateKey;
        Public = VerificationKey.Import(key.ExportSubjectPublicKeyInfo());
    }

    private SigningKey(RSA key)
    {
        _key = key;
        _sign = message => key.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        _export = key.ExportPkcs8PrivateKey;
        Public = VerificationKey.Import(key.ExportSubjectPublicKeyInfo());
    }

    public VerificationKey Public { get; }

    /// <param name="algorithm">One of <see cref="SignatureAlgorithms"/>.</param>
    public static SigningKey Generate(string algorithm) => algorithm switch
    {
        SignatureAlgorithms.Ed25519 => new(Key.Create(NSec.Cryptography.SignatureAlgorithm.Ed25519, Exportable)),
        SignatureAlgorithms.EcdsaP256 => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        SignatureAlgorithms.RsaPss => new(RSA.Create(RsaBits)),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, $"allowed are {string.Join(", ", SignatureAlgorithms.All)}"),
    };

    /// <param name="pkcs8">PrivateKeyInfo of RFC 5958, not encrypted.</param>
    /// <exception cref="SignatureFormatException">Not a private key of an algorithm and a size that are allowed.</exception>
    public static SigningKey Import(ReadOnlyMemory<byte> pkcs8)
    {
        try
        {
            var reader = new AsnReader(pkcs8, AsnEncodingRules.BER).ReadSequence();
            reader.ReadInteger();
            switch (reader.ReadSequence().ReadObjectIdentifier())
            {
                case Ed25519VerificationKey.Oid:
                    return Key.TryImport(NSec.Cryptography.SignatureAlgorithm.Ed25519, pkcs8.Span, KeyBlobFormat.PkixPrivateKey, out var key, Exportable)
                        ? new(key!)
                        : throw new CryptographicException();
                case EcdsaVerificationKey.Oid:
                    var ecdsa = ECDsa.Create();
                    ecdsa.ImportPkcs8PrivateKey(pkcs8.Span, out _);
                    return new(ecdsa);
                case RsaVerificationKey.Oid:
                    var rsa = RSA.Create();
                    rsa.ImportPkcs8PrivateKey(pkcs8.Span, out _);
                    return new(rsa);
                case var oid:
                    throw new SignatureFormatException($"the key is of algorithm {oid}; allowed are {string.Join(", ", SignatureAlgorithms.All)}");
            }
        }
        catch (Exception invalid) when (invalid is CryptographicException or AsnContentException)
        {
            throw new SignatureFormatException("it is no private key in PKCS#8");
        }
        catch (PlatformNotSupportedException)
        {
            throw new SignatureFormatException("the key is on a curve that is unknown here; allowed is P-256");
        }
    }

    public byte[] Sign(byte[] message) => _sign(message);

    /// <returns>PrivateKeyInfo of RFC 5958, not encrypted: the caller protects it.</returns>
    public byte[] ExportPkcs8() => _export();

    public void Dispose() => _key.Dispose();

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
}
