using System.Security.Cryptography;

namespace Hatago.PluginSdk.Signing;

internal sealed class RsaVerificationKey : VerificationKey
{
    public const string Oid = "1.2.840.113549.1.1.1"; // RFC 8017, appendix A.1
    private const int MinBits = 2048;
    private const int MaxBits = 8192;
    private static readonly byte[] Exponent = [1, 0, 1];

    private RsaVerificationKey(byte[] subjectPublicKeyInfo) : base(SignatureAlgorithms.RsaPss, subjectPublicKeyInfo)
    {
    }

    public static RsaVerificationKey Create(byte[] subjectPublicKeyInfo)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        if (rsa.KeySize is < MinBits or > MaxBits)
            throw new SignatureFormatException($"the RSA key has {rsa.KeySize} bits; allowed are {MinBits} to {MaxBits}");
        if (!rsa.ExportParameters(includePrivateParameters: false).Exponent.AsSpan().SequenceEqual(Exponent))
            throw new SignatureFormatException("the RSA key's exponent is not 65537");
        return rsa.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(subjectPublicKeyInfo)
            ? new(subjectPublicKeyInfo)
            : throw new CryptographicException();
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(SubjectPublicKeyInfo, out _);
        return rsa.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }
}
