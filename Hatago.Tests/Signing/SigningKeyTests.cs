using System.Security.Cryptography;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    public void A_key_signs_the_same_after_its_export(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        using var read = SigningKey.Import(key.ExportPkcs8());

        var signature = read.Sign([1, 2, 3]);

        Assert.Equal((algorithm, key.Public.KeyId), (read.Public.Algorithm, read.Public.KeyId));
        Assert.True(key.Public.Verify([1, 2, 3], signature));
        Assert.False(key.Public.Verify([1, 2, 4], signature));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("302e020100300506032b657004220420")]
    [InlineData("302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    public void What_is_no_private_key_is_refused(string hex) => AssertRefused(Convert.FromHexString(hex), "it is no private key in PKCS#8");

    [Fact]
    public void A_private_key_on_another_curve_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        AssertRefused(other.ExportPkcs8PrivateKey(), "the key is on curve");
    }

    [Fact]
    public void A_private_key_on_a_curve_that_nobody_knows_is_refused()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = p256.ExportPkcs8PrivateKey();
        key[key.AsSpan().IndexOf(Convert.FromHexString("2a8648ce3d030107")) + 7] = 0x63;

        AssertRefused(key, "the key is on a curve that is unknown here");
    }

    [Fact]
    public void A_private_RSA_key_that_is_too_short_is_refused()
    {
        using var rsa = RSA.Create(1024);

        AssertRefused(rsa.ExportPkcs8PrivateKey(), "the RSA key has 1024 bits");
    }

    [Fact]
    public void An_algorithm_that_is_not_known_is_no_key()
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => SigningKey.Generate("rsa"));

        Assert.Contains("allowed are ed25519, ecdsa-p256, rsa-pss", refused.Message);
    }

    private static void AssertRefused(byte[] pkcs8, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<SignatureFormatException>(() => SigningKey.Import(pkcs8)).Message);
}
