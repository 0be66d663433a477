using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class Rfc8032Tests
{
    /// <summary>RFC 8410 section 7: version 0, the algorithm, the seed in an octet string in an octet string.</summary>
    private static readonly byte[] Pkcs8Start = Convert.FromHexString("302e020100300506032b657004220420");

    /// <summary>RFC 8410 section 4.</summary>
    private static readonly byte[] SpkiStart = Convert.FromHexString("302a300506032b6570032100");

    [Theory]
    [InlineData("TEST 1", 0)]
    [InlineData("TEST 2", 1)]
    [InlineData("TEST 3", 2)]
    [InlineData("TEST 1024", 1023)]
    [InlineData("TEST SHA(abc)", 64)]
    public void A_signature_is_the_one_of_the_standard(string name, int length)
    {
        var vector = Vectors.Read("rfc8032.json").AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!;
        var message = vector.Hex("message");
        using var signing = SigningKey.Import((byte[])[.. Pkcs8Start, .. vector.Hex("secretKey")]);
        var key = VerificationKey.Import([.. SpkiStart, .. vector.Hex("publicKey")]);

        var signature = signing.Sign(message);

        Assert.Equal(length, message.Length);
        Assert.Equal(SignatureAlgorithms.Ed25519, key.Algorithm);
        Assert.Equal(key.KeyId, signing.Public.KeyId);
        Assert.Equal(vector.Hex("signature"), signature);
        Assert.True(key.Verify(message, signature));
        Assert.False(key.Verify([.. message, 0], signature));
    }
}
