using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

public sealed class SignTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_prints_what_it_signed()
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();

        var text = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--expires", "365d");
        var json = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--expires", "12h", "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        foreach (var part in new[] { "signed     hello 1.0.0", key.KeyId, "tools      hello.hatago", "statement  ", "expires    20", "files      6, " })
            Assert.Contains(part, text.Output);
        Assert.Equal(
            ["name", "version", "statementDigest", "keyIds", "signedAt", "expiresAt", "files", "bytes", "tools"], json.Json.AsObject().Select(member => member.Key));
        Assert.Equal(TimeSpan.FromHours(12), json.Json["expiresAt"]!.GetValue<DateTimeOffset>() - json.Json["signedAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(SignedStatement.Parse(await File.ReadAllBytesAsync(folder.Envelope, Cancellation)).Digest, json.Json["statementDigest"]!.GetValue<string>());
        Assert.Empty(Directory.GetFiles(folder.Plugin, ".*"));
    }

    [Fact]
    public async Task A_folder_that_is_no_plugin_is_told_all_that_is_wrong_and_keeps_its_signature()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var before = await File.ReadAllTextAsync(folder.Envelope, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.Plugin, "plugin.json"), """{"name":"other","version":"one"}""", Cancellation);

        var signed = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--json");

        Assert.Equal(1, signed.ExitCode);
        Assert.Equal(1, signed.Json["exitCode"]!.GetValue<int>());
        foreach (var problem in new[] { "'version'", "they must be equal" })
            Assert.Contains(problem, signed.Errors);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.Envelope, Cancellation));
        Assert.Empty(Directory.GetFiles(folder.Plugin, ".*"));
    }

    [Fact]
    public async Task A_plugin_that_does_not_start_is_not_signed()
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.Plugin, "HelloPlugin.dll"), "no assembly", Cancellation);

        var signed = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private);

        Assert.Equal(1, signed.ExitCode);
        Assert.Contains("the plugin does not start, so its tools cannot be pinned", signed.Errors);
        Assert.False(File.Exists(folder.Envelope));
    }

    [Fact]
    public async Task A_file_that_could_not_be_verified_is_named()
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.Plugin, "na\u00efve.txt"), "", Cancellation);

        var signed = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private);

        Assert.Equal(1, signed.ExitCode);
        Assert.Contains("has the character U+00EF", signed.Errors);
    }

    [Fact]
    public async Task A_second_signature_stands_beside_the_first_over_the_same_bytes()
    {
        using var folder = new SignerFolder();
        var first = await folder.SignedAsync();
        var second = await folder.KeyAsync("other", "ecdsa-p256");
        var payload = DsseEnvelope.Parse(await File.ReadAllBytesAsync(folder.Envelope, Cancellation)).Payload;

        var added = await SignerRun.Async("sign", folder.Plugin, "--key", second.Private, "--add", "--trust", folder.Trust, "--json");
        var again = await SignerRun.Async("sign", folder.Plugin, "--key", second.Private, "--add", "--trust", folder.Trust, "--json");
        await SignerRun.Async("trust", "revoke", first.KeyId[..8], "--trust", folder.Trust, "--reason", "rotated");
        var untrusted = await SignerRun.Async("verify", folder.Plugin, "--trust", folder.Trust, "--json");
        await SignerRun.Async("trust", "add", second.Public, "--trust", folder.Trust, "--subject", "tests");
        var valid = await SignerRun.Async("verify", folder.Plugin, "--trust", folder.Trust, "--json");

        Assert.Equal([first.KeyId, second.KeyId], again.Json["keyIds"]!.AsArray().Select(id => id!.GetValue<string>()));
        Assert.Equal(added.Json["statementDigest"]!.GetValue<string>(), again.Json["statementDigest"]!.GetValue<string>());
        Assert.Equal(payload, DsseEnvelope.Parse(await File.ReadAllBytesAsync(folder.Envelope, Cancellation)).Payload);
        Assert.Equal(("revoked", 1), (untrusted.Json["status"]!.GetValue<string>(), untrusted.ExitCode));
        Assert.Equal(("valid", 0), (valid.Json["status"]!.GetValue<string>(), valid.ExitCode));
    }

    [Fact]
    public async Task Nothing_is_added_to_what_is_not_the_folder_any_more()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        await File.AppendAllTextAsync(Path.Combine(folder.Plugin, "HelloPlugin.pdb"), "x", Cancellation);

        var added = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--add", "--trust", folder.Trust);

        Assert.Equal(1, added.ExitCode);
        Assert.Contains("the folder is not what was signed already", added.Errors);
    }

    [Fact]
    public async Task Nothing_is_added_to_what_no_trusted_key_signed()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var envelope = DsseEnvelope.Parse(await File.ReadAllBytesAsync(folder.Envelope, Cancellation));
        await File.WriteAllBytesAsync(
            folder.Envelope, (envelope with { Signatures = [envelope.Signatures[0] with { Signature = Convert.ToBase64String(new byte[64]) }] }).ToBytes(), Cancellation);

        var added = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--add", "--trust", folder.Trust);
        var alone = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--add");

        Assert.Equal((1, 2), (added.ExitCode, alone.ExitCode));
        Assert.Contains("no trusted key signed what is there; sign without --add", added.Errors);
        Assert.Contains("--add and --trust go together", alone.Errors);
    }

    [Fact]
    public async Task The_plugin_starts_without_the_passphrase_and_what_it_prints_stays_out_of_the_result()
    {
        using var folder = new SignerFolder();
        using var traces = new TemporaryFolder();
        using var plugins = new PluginsFolder().AddTrace(Path.Combine(traces.Path, "trace"));
        var passphrase = await SignerRun.WithAsync([("HATAGO_SIGN_PASSPHRASE", "secret")], "keygen", "--out", folder.Path, "--json");

        var signed = await SignerRun.WithAsync(
            [("HATAGO_SIGN_PASSPHRASE", "secret")], "sign", Path.Combine(plugins.Path, "trace"), "--key", passphrase.Json["privateKeyFile"]!.GetValue<string>(), "--json");

        Assert.Equal(["trace.ask", "trace.ping", "trace.rewrite", "trace.version"], signed.Json["tools"]!.AsArray().Select(tool => tool!.GetValue<string>()));
        var trace = await File.ReadAllTextAsync(Path.Combine(traces.Path, "trace"), Cancellation);
        Assert.Contains("passphrase none", trace);
        Assert.IsType<JsonObject>(signed.Json);
    }
}
