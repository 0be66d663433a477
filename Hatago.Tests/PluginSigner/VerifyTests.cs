using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

public sealed class VerifyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_as_it_was_signed_is_valid()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();

        var text = await SignerRun.Async("verify", folder.Plugin, "--trust", folder.Trust);
        var json = await SignerRun.Async("verify", folder.Plugin + "/", "--trust", folder.Trust, "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.StartsWith("valid: ", text.Output);
        Assert.Equal(("valid", "hello", key.KeyId), (json.Json["status"]!.GetValue<string>(), json.Json["name"]!.GetValue<string>(), json.Json["keyId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Each_file_that_differs_is_named()
    {
        using var folder = new SignerFolder();
        await folder.SignedAsync();
        File.Delete(Path.Combine(folder.Plugin, "HelloPlugin.xml"));
        await File.AppendAllTextAsync(Path.Combine(folder.Plugin, "HelloPlugin.pdb"), "x", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.Plugin, "more.dll"), "", Cancellation);
        var assembly = await File.ReadAllBytesAsync(Path.Combine(folder.Plugin, "HelloPlugin.dll"), Cancellation);
        assembly[100] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(folder.Plugin, "HelloPlugin.dll"), assembly, Cancellation);

        var run = await SignerRun.Async("verify", folder.Plugin, "--trust", folder.Trust);

        Assert.Equal(1, run.ExitCode);
        foreach (var difference in new[] { "  HelloPlugin.dll: changed", "  HelloPlugin.pdb: ", "  HelloPlugin.xml: missing", "  more.dll: not signed" })
            Assert.Contains(difference, run.Output);
    }

    [Fact]
    public async Task Inspect_shows_what_an_agent_reads_with_nothing_hidden_and_runs_nothing()
    {
        using var folder = new SignerFolder();
        using var traces = new TemporaryFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var plugins = new PluginsFolder().AddTrace(Path.Combine(traces.Path, "trace"));
        var plugin = new DirectoryInfo(Path.Combine(plugins.Path, "trace"));
        var statement = await Signing.SigningExtensions.SignAsync(plugin, TimeProvider.System.GetUtcNow(), key);
        var hostile = StatementTool.Of("trace.ping", "Answers.\u001b[2K\u202eevil\u200b\nsecond line", statement.Tools[0].InputSchema);
        Signing.SigningExtensions.Write(plugin, DsseEnvelope.Sign((statement with { Tools = [hostile] }).ToBytes(), key));
        File.Delete(Path.Combine(traces.Path, "trace"));

        var text = await SignerRun.Async("inspect", plugin.FullName);
        var json = await SignerRun.Async("inspect", plugin.FullName, "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.StartsWith("This is what the signature says; nothing of it was verified.", text.Output);
        Assert.Contains("  | Answers.\\u{001b}[2K\\u{202e}evil\\u{200b}", text.Output);
        Assert.Contains("  | second line", text.Output);
        Assert.Contains(hostile.Sha256, text.Output);
        Assert.Contains("\"type\": \"object\"", text.Output);
        Assert.DoesNotContain('\u001b', text.Output);
        Assert.False(json.Json["verified"]!.GetValue<bool>());
        Assert.Equal(hostile.Description, json.Json["statement"]!["tools"]![0]!["description"]!.GetValue<string>());
        Assert.False(File.Exists(Path.Combine(traces.Path, "trace")));
    }

    [Fact]
    public async Task A_large_folder_shows_how_far_it_is()
    {
        using var folder = new SignerFolder();
        await folder.SignedAsync();
        for (var i = 0; i < 200; i++)
        {
            await using var file = File.Create(Path.Combine(folder.Plugin, $"data-{i}.bin"));
            file.SetLength(512 * 1024);
        }

        var run = await SignerRun.Async("verify", folder.Plugin, "--trust", folder.Trust, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("hatago-sign: hashed ", run.Errors);
        Assert.Contains("of 100 MiB", run.Errors);
        Assert.Equal(200, run.Json["differences"]!.AsArray().Count);
    }
}
