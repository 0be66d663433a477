using System.Numerics;
using System.Security.Cryptography;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>Signatures that others than the key's owner can make: each message has one that counts.</summary>
public sealed class MalleableSignatureTests
{
    private static readonly byte[] Message = [.. "the pre-authentication encoding"u8];

    /// <summary>RFC 8032 section 5.1: L.</summary>
    private static readonly BigInteger Ed25519Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    /// <summary>Every spelling of a point whose order divides 8: seven y, each with either sign bit.</summary>
    public static TheoryData<string> SmallOrderKeys =>
    [
        "0000000000000000000000000000000000000000000000000000000000000000", "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    [Theory]
    [MemberData(nameof(SmallOrderKeys))]
    public void A_key_of_small_order_is_refused(string point)
    {
        var key = Convert.FromHexString("302a300506032b6570032100" + point);

        var refused = Assert.Throws<SignatureFormatException>(() => VerificationKey.Import(key));

        Assert.Equal("the key is a point of small order: anyone can sign for it", refused.Message);
    }

    /// <summary>2^255 - 17 to 2^255 - 1, each with either sign bit: second spellings of small y, with which one key would have two ids.</summary>
    [Fact]
    public void A_key_whose_y_is_not_canonical_is_refused()
    {
        foreach (var (first, last) in Enumerable.Range(0xef, 17).SelectMany(first => new[] { (first, 0x7f), (first, 0xff) }))
        {
            var key = Convert.FromHexString($"302a300506032b6570032100{first:x2}{new string('f', 60)}{last:x2}");

            var refused = Assert.Throws<SignatureFormatException>(() => VerificationKey.Import(key));

            Assert.Equal("the key's y is not below the prime 2^255 - 19 (RFC 8032 section 5.1.3)", refused.Message);
        }
    }

    [Fact]
    public void An_Ed25519_signature_whose_S_is_not_canonical_is_refused()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        var signature = key.Sign(Message);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);

        for (var multiple = 1; multiple <= 7; multiple++)
        {
            byte[] other = [.. signature[..32], .. Little(s + (multiple * Ed25519Order))];

            Assert.False(key.Public.Verify(Message, other));
        }

        Assert.True(key.Public.Verify(Message, signature));
    }

    [Fact]
    public void An_ECDSA_signature_with_a_high_s_is_refused_although_it_is_right()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = VerificationKey.Import(ecdsa.ExportSubjectPublicKeyInfo());
        var low = EcdsaVerificationKey.WithLowS(ecdsa.SignData(Message, HashAlgorithmName.SHA256));
        var high = WithOtherS(low);

        Assert.True(ecdsa.VerifyData(Message, high, HashAlgorithmName.SHA256));
        Assert.False(key.Verify(Message, high));
        Assert.True(key.Verify(Message, low));
        Assert.Equal(low, EcdsaVerificationKey.WithLowS(high));
    }

    [Fact]
    public void Every_ECDSA_signature_of_ours_has_the_low_s()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.EcdsaP256);

        Assert.All(Enumerable.Range(0, 64).Select(_ => key.Sign(Message)), signature =>
        {
            Assert.Equal(64, signature.Length);
            Assert.False(EcdsaVerificationKey.IsHigh(signature));
            Assert.True(key.Public.Verify(Message, signature));
        });
    }

    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    public void A_signature_of_another_length_is_refused_without_an_exception(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        var signature = key.Sign(Message);

        Assert.True(key.Public.Verify(Message, signature));
        Assert.False(key.Public.Verify(Message, []));
        Assert.False(key.Public.Verify(Message, signature.AsSpan(..^1)));
        Assert.False(key.Public.Verify(Message, signature.AsSpan(1..)));
        Assert.False(key.Public.Verify(Message, [.. signature, 0]));
        Assert.False(key.Public.Verify(Message, [0, .. signature]));
        Assert.False(key.Public.Verify(Message, new byte[signature.Length]));
        Assert.False(key.Public.Verify(Message, new byte[2048]));
    }

    private static byte[] WithOtherS(byte[] signature)
    {
        var order = new BigInteger(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), isUnsigned: true, isBigEndian: true);
        var s = (order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. signature[..32], .. new byte[32 - s.Length], .. s];
    }

    private static byte[] Little(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true);
        return [.. bytes, .. new byte[32 - bytes.Length]];
    }
}
