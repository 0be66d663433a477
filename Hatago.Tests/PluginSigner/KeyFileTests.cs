using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

public sealed class KeyFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\nsecond line\n")]
    public async Task An_empty_passphrase_is_refused_and_no_key_is_made(string content)
    {
        using var folder = new TemporaryFolder();
        var (passphrase, keys) = (Path.Combine(folder.Path, "passphrase"), Path.Combine(folder.Path, "keys"));
        await File.WriteAllTextAsync(passphrase, content, Cancellation);

        var run = await SignerRun.Async("keygen", "--out", keys, "--passphrase-file", passphrase);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the passphrase of passphrase is empty", run.Errors);
        Assert.False(Directory.Exists(keys));
    }

    [Fact]
    public async Task The_file_counts_more_than_the_variable()
    {
        using var folder = new SignerFolder();
        var passphrase = Path.Combine(folder.Path, "passphrase");
        await File.WriteAllTextAsync(passphrase, "from the file\r\n", Cancellation);
        (string, string)[] variable = [("HATAGO_SIGN_PASSPHRASE", "from the variable")];
        var made = await SignerRun.WithAsync(variable, "keygen", "--out", folder.Path, "--passphrase-file", passphrase, "--json");
        var key = made.Json["privateKeyFile"]!.GetValue<string>();

        var byVariable = await SignerRun.WithAsync(variable, "sign", folder.Plugin, "--key", key);
        var byFile = await SignerRun.WithAsync(variable, "sign", folder.Plugin, "--key", key, "--passphrase-file", passphrase);

        Assert.True(made.Json["isEncrypted"]!.GetValue<bool>());
        Assert.DoesNotContain("not encrypted", made.Errors);
        Assert.Equal((3, 0), (byVariable.ExitCode, byFile.ExitCode));
    }

    [Theory]
    [InlineData("ED25519")]
    [InlineData("RSA", "-pkeyopt", "rsa_keygen_bits:2048")]
    public async Task A_key_that_openssl_encrypted_signs(string algorithm, params string[] options)
    {
        Assert.True(Executables.Find("openssl") is not null, "openssl is missing; install Debian's package openssl");
        using var folder = new SignerFolder();
        var key = Path.Combine(folder.Path, "key.pem");
        await using var openssl = new ConsoleProcess("openssl", ["genpkey", "-algorithm", algorithm, .. options, "-aes-256-cbc", "-pass", "pass:correct horse", "-out", key], []);
        Assert.True(await openssl.ExitAsync(Cancellation) == 0, openssl.Errors);

        var signed = await SignerRun.WithAsync([("HATAGO_SIGN_PASSPHRASE", "correct horse")], "sign", folder.Plugin, "--key", key);

        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", await File.ReadAllTextAsync(key, Cancellation));
        Assert.True(signed.ExitCode == 0, signed.Errors);
    }

    [Fact]
    public async Task A_passphrase_as_an_argument_is_no_option()
    {
        var run = await SignerRun.Async("keygen", "--out", "/nowhere", "--passphrase", "secret");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Unrecognized command or argument '--passphrase'", run.Errors);
    }

    [Theory]
    [InlineData("plugin.json", "it is no private key in PKCS#8 PEM")]
    [InlineData("public", "it is no private key in PKCS#8 PEM")]
    [InlineData("P-384", "allowed is P-256")]
    public async Task What_is_no_key_to_sign_with_is_named(string kind, string message)
    {
        using var folder = new SignerFolder();
        var key = Path.Combine(folder.Path, "key.pem");
        using var p384 = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        using var made = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        await File.WriteAllTextAsync(key, kind switch { "P-384" => p384.ExportPkcs8PrivateKeyPem(), "public" => made.Public.ToPem(), _ => "{}" }, Cancellation);

        var run = await SignerRun.Async("sign", folder.Plugin, "--key", key);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("key.pem cannot be used: ", run.Errors);
        Assert.Contains(message, run.Errors);
        Assert.False(File.Exists(folder.Envelope));
    }

    [Fact]
    public async Task The_public_key_beside_it_is_not_written_over_either()
    {
        using var folder = new TemporaryFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        var (name, taken) = (Path.Combine(folder.Path, key.Public.KeyId[..16]), Path.Combine(folder.Path, $"{key.Public.KeyId[..16]}.public.pem"));
        await File.WriteAllTextAsync(taken, "precious", Cancellation);

        var refused = Assert.Throws<Hatago.PluginSigner.CommandLine.SignerException>(() => Hatago.PluginSigner.Keys.KeygenCommand.Write(
            new(key.Public.KeyId, key.Public.Algorithm, $"{name}.private.pem", taken, false), key, null));

        Assert.Equal(3, refused.ExitCode);
        Assert.Equal([taken], Directory.GetFiles(folder.Path));
        Assert.Equal("precious", await File.ReadAllTextAsync(taken, Cancellation));
    }
}
