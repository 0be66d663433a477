using System.Numerics;
using System.Security.Cryptography;

namespace Hatago.PluginSdk.Signing;

internal sealed class EcdsaVerificationKey : VerificationKey
{
    public const string Oid = "1.2.840.10045.2.1"; // RFC 5480 section 2.1.1
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int FieldSize = 32;

    /// <summary>SEC 2, section 2.4.2.</summary>
    private static readonly BigInteger Order = new(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), isUnsigned: true, isBigEndian: true);

    private EcdsaVerificationKey(byte[] subjectPublicKeyInfo) : base(SignatureAlgorithms.EcdsaP256, subjectPublicKeyInfo)
    {
    }

    public static EcdsaVerificationKey Create(byte[] subjectPublicKeyInfo)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        var curve = ecdsa.ExportParameters(includePrivateParameters: false).Curve;
        if (!curve.IsNamed || curve.Oid.Value != P256)
            throw new SignatureFormatException($"the key is on curve {(curve.IsNamed ? curve.Oid.FriendlyName ?? curve.Oid.Value : "with parameters of its own")}; allowed is P-256");
        return ecdsa.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(subjectPublicKeyInfo)
            ? new(subjectPublicKeyInfo)
            : throw new CryptographicException();
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * FieldSize || IsHigh(signature))
            return false;

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(SubjectPublicKeyInfo, out _);
        return ecdsa.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>For every signature (r, s) there is (r, n - s), which anyone can compute. Only the one with the lower s counts.</summary>
    public static bool IsHigh(ReadOnlySpan<byte> signature) => S(signature) > Order / 2;

    public static byte[] WithLowS(byte[] signature)
    {
        if (IsHigh(signature))
        {
            var low = (Order - S(signature)).ToByteArray(isUnsigned: true, isBigEndian: true);
            signature.AsSpan(FieldSize).Clear();
            low.CopyTo(signature, signature.Length - low.Length);
        }

        return signature;
    }

    private static BigInteger S(ReadOnlySpan<byte> signature) => new(signature[FieldSize..], isUnsigned: true, isBigEndian: true);
}
