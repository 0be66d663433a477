using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.Tests.PluginSigner;

/// <summary>What scripts and terminals get to see.</summary>
public sealed class OutputTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_prints_one_JSON_object_of_known_members()
    {
        using var folder = new SignerFolder();

        var keygen = await SignerRun.Async("keygen", "--out", Path.Combine(folder.Path, "keys"), "--json");
        var (id, key, pem) = (Text(keygen, "keyId"), Text(keygen, "privateKeyFile"), Text(keygen, "publicKeyFile"));
        var runs = new Dictionary<string, SignerRun>
        {
            ["keyId algorithm privateKeyFile publicKeyFile isEncrypted"] = keygen,
            ["name version statementDigest keyIds signedAt expiresAt files bytes tools"] = await SignerRun.Async("--json", "sign", folder.Plugin, "--key", key),
            ["action keyId plugin detail"] = await SignerRun.Async("trust", "add", pem, "--trust", folder.Trust, "--subject", "tests", "--json"),
            ["status message name version keyId statementDigest differences"] = await SignerRun.Async("verify", folder.Plugin, "--trust", folder.Trust, "--json"),
            ["verified statementDigest keyIds statement"] = await SignerRun.Async("inspect", folder.Plugin, "--json"),
            [" action keyId plugin detail"] = await SignerRun.Async("trust", "minimum", "hello", "1.0.0", "--trust", folder.Trust, "--json"),
            ["keys plugins"] = await SignerRun.Async("trust", "list", "--trust", folder.Trust, "--json"),
            ["  action keyId plugin detail"] = await SignerRun.Async("trust", "revoke", id[..12], "--trust", folder.Trust, "--reason", "lost", "--json"),
        };

        foreach (var (members, run) in runs)
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(members.Split(' ', StringSplitOptions.RemoveEmptyEntries), Assert.IsType<JsonObject>(run.Json).Select(member => member.Key));
        }

        var list = runs["keys plugins"].Json;
        Assert.Equal(
            ["keyId", "algorithm", "subject", "status", "validFrom", "validTo", "plugins", "revokedBecause"], list["keys"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal("1.0.0", list["plugins"]!["hello"]!["minimumVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(1, "inspect", "/usr/lib")]
    [InlineData(1, "sign", "/usr/lib", "--key", "/dev/null")]
    [InlineData(2, "frobnicate")]
    [InlineData(2)]
    [InlineData(2, "trust")]
    [InlineData(2, "sign", "/usr/lib")]
    [InlineData(2, "sign", "/usr/lib", "--key", "/dev/null", "--passphrase", "secret")]
    [InlineData(3, "verify", "/nowhere", "--trust", "/nowhere")]
    [InlineData(3, "keygen", "--out", "/proc/nowhere")]
    [InlineData(3, "keygen", "--out", "/tmp", "--passphrase-file", "/nowhere")]
    [InlineData(3, "trust", "add", "/nowhere.pem", "--trust", "/nowhere", "--subject", "x")]
    [InlineData(3, "trust", "minimum", "hello", "1.0.0", "--trust", "/nowhere")]
    public async Task An_error_is_JSON_too_and_a_line_for_each_on_stderr(int exitCode, params string[] arguments)
    {
        var run = await SignerRun.Async([.. arguments, "--json"]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(["error", "exitCode"], run.Json.AsObject().Select(member => member.Key));
        Assert.NotEmpty(Text(run, "error"));
        Assert.Equal(exitCode, run.Json["exitCode"]!.GetValue<int>());
        Assert.All(run.Errors.TrimEnd().Split('\n'), line => Assert.StartsWith("hatago-sign: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("keygen")]
    [InlineData("sign")]
    [InlineData("verify")]
    [InlineData("inspect")]
    [InlineData("trust")]
    [InlineData("trust", "add")]
    [InlineData("trust", "revoke")]
    [InlineData("trust", "minimum")]
    [InlineData("trust", "list")]
    public async Task The_help_of_each_command_tells_the_exit_codes_and_of_JSON(params string[] command)
    {
        var run = await SignerRun.Async([.. command, "--help"]);

        Assert.Equal(0, run.ExitCode);
        foreach (var part in new[] { "--json", "0 valid or done; 1 the plugin or its signature is not valid; 2 wrong usage;", "3 something cannot be read or written, a private key for a wrong passphrase too." })
            Assert.Contains(part, run.Output);
    }

    [Theory]
    [InlineData("a\u001b[2Kb", "a\\u{001b}[2Kb")]
    [InlineData("a\r\tb\u007f\u0085", "a\\u{000d}\\u{0009}b\\u{007f}\\u{0085}")]
    [InlineData("\u202eevil\u2066\u200f", "\\u{202e}evil\\u{2066}\\u{200f}")]
    [InlineData("no\u200bth\ufeffing\u00ad", "no\\u{200b}th\\u{feff}ing\\u{00ad}")]
    [InlineData("tag\U000e0041", "tag\\u{e0041}")]
    [InlineData("selector\ufe0f\U000e0101", "selector\\u{fe0f}\\u{e0101}")]
    [InlineData("blank\u3164\u2800\u115f", "blank\\u{3164}\\u{2800}\\u{115f}")]
    [InlineData("Größe 旅籠 😀", "Größe 旅籠 😀")]
    public void What_a_terminal_would_obey_or_an_eye_would_miss_is_shown_as_an_escape(string text, string shown) =>
        Assert.Equal(shown, TerminalText.Escape(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_shown_as_what_it_is_replaced_by() => Assert.Equal("half \\u{fffd}", TerminalText.Escape("half \ud800"));

    [Fact]
    public async Task A_reason_and_a_subject_of_others_are_shown_escaped()
    {
        using var folder = new SignerFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new Signing.TrustFolder().Trust(key.Public).Revoke(key.Public, DateTimeOffset.UnixEpoch, "\u001b[2Kgone");

        var list = await SignerRun.Async("trust", "list", "--trust", trust.Path);
        await Signing.SigningExtensions.SignAsync(new(folder.Plugin), TimeProvider.System.GetUtcNow(), key);
        var verify = await SignerRun.Async("verify", folder.Plugin, "--trust", trust.Path);

        Assert.Equal((0, 1), (list.ExitCode, verify.ExitCode));
        Assert.StartsWith("revoked: ", verify.Output);
        foreach (var output in new[] { list.Output, verify.Output })
        {
            Assert.Contains("\\u{001b}[2Kgone", output);
            Assert.DoesNotContain('\u001b', output);
        }
    }

    private static string Text(SignerRun run, string member) => run.Json[member]!.GetValue<string>();
}
