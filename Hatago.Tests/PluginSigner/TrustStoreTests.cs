using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

public sealed class TrustStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prefix_that_fits_more_than_one_key_names_those_and_revokes_none()
    {
        using var keys = new Keys(17); // Of a key id's first digit there are 16.
        using var trust = new Signing.TrustFolder();
        foreach (var key in keys.All)
            trust.Trust(key.Public);
        var twins = keys.All.Select(key => key.Public.KeyId).GroupBy(id => id[..1]).First(group => group.Count() > 1);

        var ambiguous = await SignerRun.Async("trust", "revoke", twins.Key, "--trust", trust.Path, "--reason", "x");
        var unknown = await SignerRun.Async("trust", "revoke", "xyz", "--trust", trust.Path, "--reason", "x");
        var empty = await SignerRun.Async("trust", "revoke", "", "--trust", trust.Path, "--reason", "x");
        var unique = await SignerRun.Async("trust", "revoke", twins.First().ToUpperInvariant(), "--trust", trust.Path, "--reason", "x", "--json");

        Assert.Equal((2, 2, 2, 0), (ambiguous.ExitCode, unknown.ExitCode, empty.ExitCode, unique.ExitCode));
        Assert.Contains($"'{twins.Key}' fits more than one key: ", ambiguous.Errors);
        Assert.All(twins, id => Assert.Contains(id, ambiguous.Errors));
        Assert.All(keys.All, key => Assert.Contains(key.Public.KeyId[..16], unknown.Errors));
        Assert.Equal([twins.First()], TrustStore.Load(trust.Path).Keys.Where(key => key.Entry.Revoked is not null).Select(key => key.Key.KeyId));
    }

    [Fact]
    public async Task A_key_that_lies_in_the_folder_under_another_name_is_trusted_as_it_lies()
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();
        var alice = Path.Combine(Directory.CreateDirectory(folder.Trust).FullName, "alice.pem");
        File.Copy(key.Public, alice);

        var run = await SignerRun.Async("trust", "add", alice, "--trust", folder.Trust, "--subject", "Alice");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.NotNull(TrustStore.Load(folder.Trust).Find(key.KeyId));
        Assert.Equal(["alice.pem", "trust.json"], Directory.GetFiles(folder.Trust).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_revoked_key_is_not_added_again()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        await SignerRun.Async("trust", "revoke", key.KeyId, "--trust", folder.Trust, "--reason", "stolen");

        var run = await SignerRun.Async("trust", "add", key.Public, "--trust", folder.Trust, "--subject", "tests");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("was revoked at 20", run.Errors);
        Assert.Contains("stolen; make a new one", run.Errors);
    }

    [Theory]
    [InlineData("Hello World is no name", "minimum", "Hello World", "1.0.0")]
    [InlineData("'1.0' is no SemVer 2.0.0 version", "minimum", "hello", "1.0")]
    [InlineData("--valid-from 08/15/2026 is not valid; allowed is a time in ISO 8601", "add", "--valid-from", "08/15/2026")]
    [InlineData("--valid-to tomorrow is not valid", "add", "--valid-to", "tomorrow")]
    [InlineData("'validTo' of key", "add", "--valid-from", "2026-02-01", "--valid-to", "2026-01-01T00:00:00Z")]
    [InlineData("'subject' of key", "add", "--subject", " ")]
    public async Task What_no_server_could_read_is_refused(string message, string command, params string[] arguments)
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();
        string[] line = command == "minimum" ? [.. arguments] : [key.Public, .. arguments, .. arguments[0] == "--subject" ? Array.Empty<string>() : ["--subject", "x"]];

        var run = await SignerRun.Async(["trust", command, .. line, "--trust", folder.Trust]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message.Replace("Hello World is", "'Hello World' is", StringComparison.Ordinal), run.Errors);
        Assert.False(Directory.Exists(folder.Trust));
    }

    [Theory]
    [InlineData("2026-08-15", "2026-08-15T00:00:00Z")]
    [InlineData("2026-08-15T10:30", "2026-08-15T10:30:00Z")]
    [InlineData("2026-08-15T10:30:00.5Z", "2026-08-15T10:30:00Z")]
    [InlineData("2026-08-15T10:30:00+09:00", "2026-08-15T01:30:00Z")]
    public async Task A_time_in_ISO_8601_is_kept_as_UTC(string given, string kept)
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();

        var run = await SignerRun.Async("trust", "add", key.Public, "--trust", folder.Trust, "--subject", "x", "--valid-from", given);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains($"\"validFrom\": \"{kept}\"", await File.ReadAllTextAsync(Path.Combine(folder.Trust, "trust.json"), Cancellation));
    }

    [Theory]
    [InlineData("valid", 0)]
    [InlineData("revoked", 1)]
    [InlineData("expired", 1)]
    [InlineData("untrusted", 1)]
    [InlineData("unsigned", 1)]
    [InlineData("invalid", 1)]
    public async Task Each_status_has_its_exit_code(string status, int exitCode)
    {
        using var folder = new SignerFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new Signing.TrustFolder().Trust(key.Public, to: status == "expired" ? DateTimeOffset.UnixEpoch : null, plugins: status == "untrusted" ? ["weather"] : ["hello"]);
        if (status != "unsigned")
            await Signing.SigningExtensions.SignAsync(new(folder.Plugin), TimeProvider.System.GetUtcNow(), key);
        if (status == "revoked")
            trust.Revoke(key.Public, DateTimeOffset.UnixEpoch);
        if (status == "invalid")
            await File.WriteAllTextAsync(Path.Combine(folder.Plugin, "more.txt"), "", Cancellation);

        var run = await SignerRun.Async("verify", folder.Plugin, "--trust", trust.Path, "--json");

        Assert.Equal((status, exitCode), (run.Json["status"]!.GetValue<string>(), run.ExitCode));
    }
}
