using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Documentation;

/// <summary>What a new user copies from the README works.</summary>
public sealed partial class ReadmeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task Its_curl_commands_answer_with_a_result()
    {
        var bodies = Curl().Matches(Readme).Select(match => match.Groups[1].Value).ToArray();
        await using var app = await HatagoApp.StartAsync();

        Assert.Equal(2, bodies.Length);
        foreach (var body in bodies)
        {
            var response = await app.CurlAsync(body, Cancellation);
            Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["result"]);
        }
    }

    [Fact]
    public async Task Its_plugin_builds_and_is_served()
    {
        using var root = new TemporaryFolder();
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig", "global.json" })
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(root.Path, file));
        foreach (var (folder, pattern) in new[] { ("Hatago.PluginSdk", "*.cs*"), ("samples", "*.props") })
        {
            Directory.CreateDirectory(Path.Combine(root.Path, folder));
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, folder), pattern))
                File.Copy(file, Path.Combine(root.Path, folder, Path.GetFileName(file)));
        }

        var dice = Directory.CreateDirectory(Path.Combine(root.Path, "samples", "Dice")).FullName;
        var plugin = Readme[Readme.IndexOf("## Write a plugin", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(Path.Combine(dice, "DiceTools.cs"), Block(plugin, "csharp"), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(dice, "plugin.json"), Block(plugin, "json"), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(dice, "Dice.csproj"), Block(plugin, "xml"), Cancellation);

        await DotnetCommand.RunAsync(dice, Cancellation, "build", "-nologo", "-v", "quiet");

        await using var app = await HatagoApp.StartAsync(new PluginsFolder().Add(Path.Combine(root.Path, "artifacts", "plugins", "dice"), "dice"));
        await using var client = await app.ConnectAsync(null, Cancellation);
        var result = await client.CallToolAsync("dice.roll", new Dictionary<string, object?> { ["sides"] = 1 }, cancellationToken: Cancellation);
        Assert.Equal("1", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
    }

    private static string Block(string text, string language) => Regex.Match(text, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex("curl http://localhost:8787/mcp -d '([^']+)'")]
    private static partial Regex Curl();
}
