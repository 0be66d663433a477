using System.Diagnostics;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

public sealed class KeygenTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa-p256")]
    [InlineData("rsa-pss")]
    public async Task A_key_pair_is_one_that_openssl_reads_and_only_its_owner_may(string algorithm)
    {
        using var folder = new SignerFolder();

        var key = await folder.KeyAsync(algorithm: algorithm);

        Assert.Equal(OwnerOnly, new FileInfo(key.Private).UnixFileMode);
        Assert.Equal($"{key.KeyId[..16]}.private.pem", Path.GetFileName(key.Private));
        Assert.Equal(key.KeyId, VerificationKey.FromPem(await File.ReadAllTextAsync(key.Public, Cancellation)).KeyId);
        Assert.Equal(await File.ReadAllTextAsync(key.Public, Cancellation), await OpensslAsync("pkey", "-in", key.Private, "-pubout"));
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa-p256")]
    [InlineData("rsa-pss")]
    public async Task A_passphrase_from_a_file_encrypts_and_signing_needs_it(string algorithm)
    {
        using var folder = new SignerFolder();
        var passphrase = Path.Combine(folder.Path, "passphrase");
        await File.WriteAllTextAsync(passphrase, "correct horse\nsecond line\n", Cancellation);
        var made = await SignerRun.Async("keygen", "--algorithm", algorithm, "--out", folder.Path, "--passphrase-file", passphrase, "--json");
        var key = made.Json["privateKeyFile"]!.GetValue<string>();

        var without = await SignerRun.Async("sign", folder.Plugin, "--key", key);
        var wrong = await SignerRun.WithAsync([("HATAGO_SIGN_PASSPHRASE", "wrong")], "sign", folder.Plugin, "--key", key);
        var byVariable = await SignerRun.WithAsync([("HATAGO_SIGN_PASSPHRASE", "correct horse")], "sign", folder.Plugin, "--key", key);

        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", await File.ReadAllTextAsync(key, Cancellation));
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", await OpensslAsync("pkey", "-in", key, "-pubout", "-passin", "pass:correct horse"));
        Assert.Equal((3, 3, 0), (without.ExitCode, wrong.ExitCode, byVariable.ExitCode));
        Assert.Contains("it is encrypted; give its passphrase by --passphrase-file or HATAGO_SIGN_PASSPHRASE", without.Errors);
        Assert.Contains("the passphrase is wrong", wrong.Errors);
        Assert.DoesNotContain("correct horse", made.Output + made.Errors + byVariable.Output + byVariable.Errors);
    }

    [Theory]
    [InlineData("ED25519")]
    [InlineData("EC", "-pkeyopt", "ec_paramgen_curve:P-256")]
    [InlineData("RSA", "-pkeyopt", "rsa_keygen_bits:2048")]
    public async Task A_key_that_openssl_made_signs(string algorithm, params string[] options)
    {
        using var folder = new SignerFolder();
        var key = Path.Combine(folder.Path, "key.pem");
        await OpensslAsync(["genpkey", "-algorithm", algorithm, .. options, "-out", key]);

        var signed = await SignerRun.Async("sign", folder.Plugin, "--key", key, "--json");

        Assert.Equal(0, signed.ExitCode);
    }

    [Fact]
    public async Task Without_a_passphrase_it_warns_and_an_empty_one_is_refused()
    {
        using var folder = new SignerFolder();

        var plain = await SignerRun.Async("keygen", "--out", folder.Path);
        var empty = await SignerRun.WithAsync([("HATAGO_SIGN_PASSPHRASE", "")], "keygen", "--out", folder.Path);

        Assert.Equal((0, 2), (plain.ExitCode, empty.ExitCode));
        Assert.Contains("the private key is not encrypted", plain.Errors);
        Assert.Contains("the passphrase of HATAGO_SIGN_PASSPHRASE is empty", empty.Errors);
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        using var folder = new SignerFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        var file = Path.Combine(folder.Path, "key.private.pem");
        await File.WriteAllTextAsync(file, "precious", Cancellation);

        Assert.Throws<IOException>(() => Hatago.PluginSigner.Keys.PrivateKeyFile.Write(file, key, null));

        Assert.Equal("precious", await File.ReadAllTextAsync(file, Cancellation));
    }

    private static async Task<string> OpensslAsync(params string[] arguments)
    {
        Assert.True(Executables.Find("openssl") is not null, "openssl is missing; install Debian's package openssl");
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
