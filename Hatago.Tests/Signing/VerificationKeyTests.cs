using System.Formats.Asn1;
using System.Security.Cryptography;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class VerificationKeyTests
{
    private const string NotDer = "the key is no SubjectPublicKeyInfo in DER";
    private const string NotPem = "it is not one public key in PEM";

    public static TheoryData<string> Algorithms => [.. SignatureAlgorithms.All];

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    [InlineData(8192)]
    public void An_RSA_key_within_the_limits_is_accepted(int bits) =>
        Assert.Equal(SignatureAlgorithms.RsaPss, VerificationKey.Import(RsaKey(bits, 65537)).Algorithm);

    [Theory]
    [InlineData(1024, 65537, "the RSA key has 1024 bits; allowed are 2048 to 8192")]
    [InlineData(2040, 65537, "the RSA key has 2040 bits; allowed are 2048 to 8192")]
    [InlineData(8200, 65537, "the RSA key has 8200 bits; allowed are 2048 to 8192")]
    [InlineData(16384, 65537, "the RSA key has 16384 bits; allowed are 2048 to 8192")]
    [InlineData(2048, 3, "the RSA key's exponent is not 65537")]
    [InlineData(2048, 65539, "the RSA key's exponent is not 65537")]
    public void An_RSA_key_beyond_the_limits_is_refused(int bits, int exponent, string expected) => AssertRefused(RsaKey(bits, exponent), expected);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(65536)]
    public void An_exponent_with_which_nothing_can_be_computed_is_refused(int exponent) => AssertRefused(RsaKey(2048, exponent), "the ");

    [Fact]
    public void A_key_of_more_bytes_than_any_allowed_key_has_is_refused() =>
        AssertRefused(RsaKey(40_000, 65537), "the key has 5038 bytes; at most 4096 are allowed");

    [Theory]
    [InlineData("rsa_keygen_bits:1024", "65537", "the RSA key has 1024 bits")]
    [InlineData("rsa_keygen_bits:2047", "65537", "the RSA key has 2047 bits")]
    [InlineData("rsa_keygen_bits:2048", "3", "the RSA key's exponent is not 65537")]
    public async Task A_weak_RSA_key_as_openssl_writes_it_is_refused(string size, string exponent, string expected) =>
        AssertPemRefused(await GenerateAsync("-algorithm", "RSA", "-pkeyopt", size, "-pkeyopt", "rsa_keygen_pubexp:" + exponent), expected);

    [Theory]
    [InlineData("RSA-PSS", "rsa_keygen_bits:2048", "the key is of algorithm 1.2.840.113549.1.1.10")]
    [InlineData("EC", "ec_paramgen_curve:P-384", "the key is on curve")]
    [InlineData("EC", "ec_paramgen_curve:P-521", "the key is on curve")]
    [InlineData("EC", "ec_paramgen_curve:secp256k1", "the key is on curve")]
    [InlineData("EC", "ec_paramgen_curve:brainpoolP256r1", "the key is on curve")]
    public async Task A_key_that_openssl_makes_for_something_else_is_refused(string algorithm, string option, string expected) =>
        AssertPemRefused(await GenerateAsync("-algorithm", algorithm, "-pkeyopt", option), expected);

    [Theory]
    [InlineData("ed448", "the key is of algorithm 1.3.101.113; allowed are ed25519, ecdsa-p256, rsa-pss")]
    [InlineData("x25519", "the key is of algorithm 1.3.101.110; allowed are ed25519, ecdsa-p256, rsa-pss")]
    public async Task A_key_of_another_algorithm_is_refused(string algorithm, string expected) =>
        AssertPemRefused(await GenerateAsync("-algorithm", algorithm), expected);

    [Fact]
    public async Task A_curve_with_parameters_of_its_own_is_refused() => AssertPemRefused(
        await GenerateAsync("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"),
        "the key is on curve with parameters of its own");

    [Fact]
    public void A_curve_that_nobody_knows_is_refused() =>
        AssertRefused(EcKey("1.2.3.4", new byte[64]), "the key is on a curve that is unknown here; allowed is P-256");

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused() => AssertRefused(EcKey("1.2.840.10045.3.1.7", [.. new byte[63], 1]), NotDer);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_byte_after_the_key_is_refused(string algorithm) => AssertRefused([.. PublicKey(algorithm), 0], NotDer);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_key_that_is_cut_short_is_refused(string algorithm) => AssertRefused(PublicKey(algorithm)[..^1], NotDer);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("3000")]
    [InlineData("30020500")]
    [InlineData("3080300506032b6570032100")]
    [InlineData("302c300706032b65700500032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    public void What_is_no_key_in_DER_is_refused(string hex) => AssertRefused(Convert.FromHexString(hex), NotDer);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_key_is_the_same_after_its_PEM(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);

        var read = VerificationKey.FromPem(key.Public.ToPem());

        Assert.Equal((key.Public.KeyId, algorithm), (read.KeyId, read.Algorithm));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(Base64(key.Public.ToPem())))), read.KeyId);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_private_key_is_refused_as_a_public_one(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);

        AssertPemRefused(PemEncoding.WriteString("PRIVATE KEY", key.ExportPkcs8()), NotPem);
        AssertPemRefused(PemEncoding.WriteString("PUBLIC KEY", key.ExportPkcs8()), NotDer);
    }

    [Fact]
    public void Two_keys_in_one_PEM_are_refused() => AssertPemRefused(Pem() + Pem(), NotPem);

    [Fact]
    public void Text_around_a_PEM_is_refused()
    {
        AssertPemRefused("Weather team\n" + Pem(), NotPem);
        AssertPemRefused(Pem() + "# end", NotPem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_is_no_PEM_of_a_public_key_is_refused(string pem) => AssertPemRefused(pem, "");

    private static async Task<string> GenerateAsync(params string[] options)
    {
        using var folder = new TemporaryFolder();
        var signer = new OpenSslSigner(folder.Path);
        await signer.GenerateAsync(options);
        return signer.PublicPem;
    }

    private static byte[] PublicKey(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        return Convert.FromBase64String(Base64(key.Public.ToPem()));
    }

    private static string Pem() => PemEncoding.WriteString("PUBLIC KEY", PublicKey(SignatureAlgorithms.Ed25519)) + "\n";

    private static string Base64(string pem) => pem[PemEncoding.Find(pem).Base64Data];

    private static void AssertRefused(byte[] subjectPublicKeyInfo, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<SignatureFormatException>(() => VerificationKey.Import(subjectPublicKeyInfo)).Message);

    private static void AssertPemRefused(string pem, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<SignatureFormatException>(() => VerificationKey.FromPem(pem)).Message);

    /// <summary>A modulus that is just a number: for what is looked at before anything is computed.</summary>
    private static byte[] RsaKey(int bits, int exponent)
    {
        var modulus = new byte[bits / 8];
        Array.Fill(modulus, (byte)0xff);
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteInteger(exponent);
        }

        return KeyInfo("1.2.840.113549.1.1.1", algorithm => algorithm.WriteNull(), key.Encode());
    }

    private static byte[] EcKey(string curve, byte[] point) =>
        KeyInfo("1.2.840.10045.2.1", algorithm => algorithm.WriteObjectIdentifier(curve), [4, .. point]);

    private static byte[] KeyInfo(string algorithm, Action<AsnWriter> writeParameters, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                writeParameters(writer);
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }
}
