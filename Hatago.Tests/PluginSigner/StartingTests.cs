using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

/// <summary>To pin a plugin's tools its start has to run. Whatever it does there, the signer says what is the matter and writes nothing.</summary>
public sealed class StartingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PluginsFolder _plugins = new PluginsFolder().Add(Repository.StartPlugin, "start");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Plugin => Path.Combine(_plugins.Path, "start");

    private string Envelope => Path.Combine(Plugin, DsseEnvelope.FileName);

    public void Dispose()
    {
        _plugins.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("throw", "the plugin does not start, so its tools cannot be pinned: the moon is in the wrong phase")]
    [InlineData("exit", "its process ended with exit code 0")]
    [InlineData("crash", "its process ended with exit code 134 and wrote: Process terminated.")]
    [InlineData("lie", "what it says of them is not valid")]
    [InlineData("write", "'cache.bin' changed while the plugin started; only a folder that stays as it is can be signed")]
    public async Task A_plugin_that_cannot_be_pinned_is_not_signed(string start, string message)
    {
        var run = await SignAsync(start);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Errors);
        Assert.Contains(message, run.Json["error"]!.GetValue<string>());
        Assert.DoesNotContain("   at ", run.Errors); // No stack trace, the plugin's neither.
        Assert.False(File.Exists(Envelope));
    }

    [Theory]
    [InlineData("print")]
    [InlineData("thread")]
    public async Task What_a_plugin_prints_or_leaves_running_changes_nothing(string start)
    {
        var run = await SignAsync(start);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("start.noop", run.Json["tools"]!.AsArray().Single()!.GetValue<string>());
    }

    [Fact]
    public async Task Each_file_that_changed_while_the_plugin_started_is_named()
    {
        var run = await SignAsync("write");

        Assert.Equal(["cache.bin", "start.txt"], run.Errors.Split('\n').Where(line => line.Contains("changed while", StringComparison.Ordinal)).Select(line => line.Split('\'')[1]));
    }

    [Theory]
    [InlineData("link", "is a symbolic link")]
    [InlineData("na\u00efve.txt", "has the character U+00EF")]
    public async Task A_folder_that_no_server_would_take_is_refused_before_its_code_runs(string name, string message)
    {
        if (name == "link")
            File.CreateSymbolicLink(Path.Combine(Plugin, name), "/etc/hostname");
        else
            await File.WriteAllTextAsync(Path.Combine(Plugin, name), "", Cancellation);

        var run = await SignAsync("write");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Errors);
        Assert.False(File.Exists(Path.Combine(Plugin, "cache.bin")));
    }

    [Fact]
    public async Task Every_path_that_cannot_be_signed_is_named_at_once()
    {
        await File.WriteAllTextAsync(Path.Combine(Plugin, "a:b"), "", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Plugin, "end."), "", Cancellation);

        var run = await SignAsync("nothing");

        Assert.Contains("path 'a:b' has the character U+003A", run.Errors);
        Assert.Contains("path 'end.' has a part that is . or .., or ends in a dot or a space", run.Errors);
    }

    private async Task<SignerRun> SignAsync(string start)
    {
        await File.WriteAllTextAsync(Path.Combine(Plugin, "start.txt"), start, Cancellation);
        var key = Path.Combine(_folder.Path, "key.pem");
        using (var made = SigningKey.Generate(SignatureAlgorithms.Ed25519))
            Hatago.PluginSigner.Keys.PrivateKeyFile.Write(key, made, null);
        return await SignerRun.Async("sign", Plugin, "--key", key, "--json");
    }
}
