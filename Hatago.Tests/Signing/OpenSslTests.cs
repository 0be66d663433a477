using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>Anyone can make and check a signature without Hatago, by openssl's command.</summary>
public sealed class OpenSslTests
{
    private const string PayloadType = "application/vnd.hatago.plugin+json";

    public static TheoryData<string> Algorithms => [.. SignatureAlgorithms.All];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_plugin_signed_by_openssl_is_valid(string algorithm)
    {
        using var plugin = new PluginOnDisk();
        using var folder = new TemporaryFolder();
        var signer = new OpenSslSigner(folder.Path);
        await signer.GenerateForAsync(algorithm);
        await WriteEnvelopeAsync(plugin, signer, encoded => signer.SignAsync(algorithm, encoded));

        var verification = await plugin.VerifyAsync();

        Assert.Equal((SignatureStatus.Valid, KeyId(signer)), (verification.Status, verification.KeyId));
        Assert.Equal(algorithm, plugin.Trust.Load().Find(KeyId(signer))!.Key.Algorithm);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task An_envelope_of_ours_verifies_with_openssl(string algorithm)
    {
        using var folder = new TemporaryFolder();
        using var key = SigningKey.Generate(algorithm);
        var envelope = JsonNode.Parse(DsseEnvelope.Sign("{}"u8.ToArray(), key).ToBytes())!;
        var signature = Convert.FromBase64String(envelope["signatures"]![0]!["sig"]!.GetValue<string>());
        var signer = new OpenSslSigner(folder.Path);

        Assert.Equal("e30=", envelope["payload"]!.GetValue<string>());
        Assert.True(await signer.VerifiesAsync(key.Public, Encoded("{}"u8), signature));
        Assert.False(await signer.VerifiesAsync(key.Public, Encoded("[]"u8), signature));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_private_key_of_openssl_signs_for_its_public_key(string algorithm)
    {
        using var folder = new TemporaryFolder();
        var signer = new OpenSslSigner(folder.Path);
        await signer.GenerateForAsync(algorithm);
        var pem = signer.PrivatePem;
        using var key = SigningKey.Import(Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]));

        var signature = key.Sign([1, 2, 3]);

        Assert.Equal(KeyId(signer), key.Public.KeyId);
        Assert.True(VerificationKey.FromPem(signer.PublicPem).Verify([1, 2, 3], signature));
    }

    [Theory]
    [InlineData("20")]
    [InlineData("max")]
    public async Task RSA_PSS_with_a_salt_of_another_length_is_refused(string salt)
    {
        var verification = await VerifySignedBy(SignatureAlgorithms.RsaPss, (signer, encoded) => signer.SignPssAsync(encoded, salt));

        AssertWrong(verification);
    }

    [Fact]
    public async Task RSA_with_the_padding_of_PKCS1_is_refused()
    {
        var verification = await VerifySignedBy(SignatureAlgorithms.RsaPss, (signer, encoded) => signer.DigestAndSignAsync(encoded));

        AssertWrong(verification);
    }

    [Fact]
    public async Task RSA_PSS_with_MGF1_over_SHA1_is_refused()
    {
        var verification = await VerifySignedBy(SignatureAlgorithms.RsaPss, (signer, encoded) => signer.DigestAndSignAsync(
            encoded, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha1"));

        AssertWrong(verification);
    }

    [Fact]
    public async Task ECDSA_in_DER_is_refused()
    {
        var verification = await VerifySignedBy(SignatureAlgorithms.EcdsaP256, (signer, encoded) => signer.DigestAndSignAsync(encoded));

        AssertWrong(verification);
    }

    private static async Task<Verification> VerifySignedBy(string algorithm, Func<OpenSslSigner, byte[], Task<byte[]>> sign)
    {
        using var plugin = new PluginOnDisk();
        using var folder = new TemporaryFolder();
        var signer = new OpenSslSigner(folder.Path);
        await signer.GenerateForAsync(algorithm);
        await WriteEnvelopeAsync(plugin, signer, encoded => sign(signer, encoded));
        return await plugin.VerifyAsync();
    }

    private static void AssertWrong(Verification verification)
    {
        Assert.Equal(SignatureStatus.Invalid, verification.Status);
        Assert.Contains("the signature is not that of the key", verification.Message);
    }

    /// <summary>Written by hand as docs say it, with nothing of our writer.</summary>
    private static async Task WriteEnvelopeAsync(PluginOnDisk plugin, OpenSslSigner signer, Func<byte[], Task<byte[]>> sign)
    {
        var files = Directory.GetFiles(plugin.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (JsonNode)new JsonObject
        {
            ["path"] = Path.GetRelativePath(plugin.Folder, path),
            ["size"] = new FileInfo(path).Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
        });
        var statement = new JsonObject
        {
            ["name"] = PluginOnDisk.Name,
            ["version"] = "1.0.0",
            ["signedAt"] = "2026-08-15T10:30:00Z",
            ["files"] = new JsonArray([.. files]),
            ["tools"] = new JsonArray(),
        };
        var payload = Encoding.UTF8.GetBytes(statement.ToJsonString());
        var signature = await sign(Encoded(payload));
        var envelope = new JsonObject
        {
            ["payloadType"] = PayloadType,
            ["payload"] = Convert.ToBase64String(payload),
            ["signatures"] = new JsonArray(new JsonObject { ["keyid"] = KeyId(signer), ["sig"] = Convert.ToBase64String(signature) }),
        };
        await File.WriteAllTextAsync(plugin.Envelope, envelope.ToJsonString());
        plugin.Trust.Add(KeyId(signer), signer.PublicPem);
    }

    private static byte[] Encoded(ReadOnlySpan<byte> payload) => [.. Encoding.UTF8.GetBytes($"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} "), .. payload];

    private static string KeyId(OpenSslSigner signer)
    {
        var pem = signer.PublicPem;
        return Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data])));
    }
}
