using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

public sealed class TrustTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_added_revoked_and_floored_is_what_a_server_reads()
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();

        var added = await SignerRun.Async(
            "trust", "add", key.Public, "--trust", folder.Trust, "--subject", "CI of the team", "--valid-from", "2026-01-01", "--valid-to", "2027-01-01T12:00:00+02:00", "--plugins", "hel*", "weather");
        var again = await SignerRun.Async(
            "trust", "add", key.Public, "--trust", folder.Trust, "--subject", "CI of the team", "--valid-from", "2026-01-01", "--valid-to", "2027-01-01T10:00:00Z", "--plugins", "hel*", "weather", "--json");
        var minimum = await SignerRun.Async("trust", "minimum", "hello", "1.2.0", "--trust", folder.Trust);
        var revoked = await SignerRun.Async("trust", "revoke", key.KeyId[..6], "--trust", folder.Trust, "--reason", "lost", "--json");
        var list = await SignerRun.Async("trust", "list", "--trust", folder.Trust, "--json");

        Assert.Equal([0, 0, 0, 0, 0], new[] { added, again, minimum, revoked, list }.Select(run => run.ExitCode));
        Assert.Equal(("unchanged", "revoked"), (again.Json["action"]!.GetValue<string>(), revoked.Json["action"]!.GetValue<string>()));
        var trust = TrustStore.Load(folder.Trust);
        var entry = trust.Find(key.KeyId)!.Entry;
        Assert.Equal(("CI of the team", "lost"), (entry.Subject, entry.Revoked!.Reason));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 10, 0, 0, TimeSpan.Zero), entry.ValidTo);
        Assert.Equal(["hel*", "weather"], entry.Plugins);
        Assert.Equal("1.2.0", trust.MinimumVersion("hello")!.ToString());
        Assert.Equal("revoked", list.Json["keys"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(["trust.json", $"{key.KeyId[..16]}.public.pem"], Directory.GetFiles(folder.Trust).Select(Path.GetFileName).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Mistakes_are_named_and_change_nothing()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var other = await folder.KeyAsync("other");
        await SignerRun.Async("trust", "add", other.Public, "--trust", folder.Trust, "--subject", "other");
        await SignerRun.Async("trust", "revoke", other.KeyId, "--trust", folder.Trust, "--reason", "old");
        var before = await File.ReadAllTextAsync(Path.Combine(folder.Trust, "trust.json"), Cancellation);
        var ambiguous = SharedPrefix(key.KeyId, other.KeyId);

        (int ExitCode, string Message, string[] Arguments)[] mistakes =
        [
            (2, "is a private key; trust its public half", ["trust", "add", key.Private, "--trust", folder.Trust, "--subject", "x"]),
            (2, "is in the trust store, with other terms", ["trust", "add", key.Public, "--trust", folder.Trust, "--subject", "somebody else"]),
            (2, "no key id begins with 'zz'; there is ", ["trust", "revoke", "zz", "--trust", folder.Trust, "--reason", "x"]),
            (2, ambiguous.Length == 0 ? "the key id is empty" : "fits more than one key", ["trust", "revoke", ambiguous, "--trust", folder.Trust, "--reason", "x"]),
            (2, "was revoked at 20", ["trust", "revoke", other.KeyId, "--trust", folder.Trust, "--reason", "x"]),
            (2, "'newest' is no SemVer 2.0.0 version", ["trust", "minimum", "hello", "newest", "--trust", folder.Trust]),
            (2, "--valid-to soon is not valid; allowed is a time in ISO 8601", ["trust", "add", other.Public, "--trust", folder.Path, "--subject", "x", "--valid-to", "soon"]),
            (2, "nothing was written, for the trust store could not be used then: trust.json: 'plugins' of key", ["trust", "add", other.Public, "--trust", Path.Combine(folder.Path, "new"), "--subject", "x", "--plugins", "No Plugin"]),
            (3, "it is not one public key in PEM", ["trust", "add", Path.Combine(folder.Plugin, "plugin.json"), "--trust", folder.Trust, "--subject", "x"]),
            (3, "Could not find", ["trust", "list", "--trust", "/nowhere"]),
        ];
        foreach (var (exitCode, message, arguments) in mistakes)
        {
            var run = await SignerRun.Async(arguments);
            Assert.Contains(message, run.Errors);
            Assert.Equal(exitCode, run.ExitCode);
        }

        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder.Trust, "trust.json"), Cancellation));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "new")));
    }

    [Fact]
    public async Task Of_changes_at_the_same_time_none_is_lost()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => folder.KeyAsync($"key-{i}")));

        var runs = await Task.WhenAll(
            others.Select(other => SignerRun.Async("trust", "add", other.Public, "--trust", folder.Trust, "--subject", "other"))
                .Append(SignerRun.Async("trust", "revoke", key.KeyId, "--trust", folder.Trust, "--reason", "stolen"))
                .Append(SignerRun.Async("trust", "minimum", "hello", "1.0.0", "--trust", folder.Trust)));

        Assert.All(runs, run => Assert.Equal((0, ""), (run.ExitCode, run.Errors)));
        var trust = TrustStore.Load(folder.Trust);
        Assert.Equal(7, trust.Keys.Count());
        Assert.Equal("stolen", trust.Find(key.KeyId)!.Entry.Revoked!.Reason);
        Assert.Equal("1.0.0", trust.MinimumVersion("hello")!.ToString());
    }

    [Fact]
    public async Task A_broken_trust_store_is_not_written_over()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.Trust, "trust.json"), "{", Cancellation);

        var run = await SignerRun.Async("trust", "revoke", key.KeyId, "--trust", folder.Trust, "--reason", "x");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("cannot be used: trust.json is not valid", run.Errors);
        Assert.Equal("{", await File.ReadAllTextAsync(Path.Combine(folder.Trust, "trust.json"), Cancellation));
    }

    private static string SharedPrefix(string one, string other) => string.Concat(one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First));
}
