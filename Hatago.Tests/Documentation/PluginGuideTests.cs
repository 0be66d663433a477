using System.Text.RegularExpressions;

namespace Hatago.Tests.Documentation;

/// <summary>What the guide for plugins shows is code of a plugin that is built and tested.</summary>
public sealed partial class PluginGuideTests
{
    [Fact]
    public void Each_of_its_snippets_is_in_the_sample()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "plugins", "README.md"));
        var code = Directory.GetFiles(Path.Combine(Repository.Root, "samples", "ConformancePlugin"), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToArray();

        var parts = Snippet().Matches(guide).SelectMany(match => match.Groups[1].Value.Split("\n\n")).Select(Lines).ToArray();

        Assert.True(parts.Length > 10);
        Assert.All(parts, part => Assert.Contains(code, file => file.Contains(part, StringComparison.Ordinal)));
    }

    /// <summary>Whatever their indentation.</summary>
    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
