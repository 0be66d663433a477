using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Monitoring;

/// <summary>The files under <c>monitoring/</c>.</summary>
internal static class MonitoringFolder
{
    public static string Path(params string[] parts) => System.IO.Path.Combine([Repository.Root, "monitoring", .. parts]);

    public static string[] RuleFiles => Directory.GetFiles(Path("prometheus", "rules"), "*.yml");

    public static string[] RuleTests => Directory.GetFiles(Path("prometheus", "tests"), "*.test.yml");

    /// <summary>The rules of all files: alerts and records.</summary>
    public static IReadOnlyList<YamlMappingNode> Rules { get; } =
        [.. from file in RuleFiles from @group in Sequence(Read(file)["groups"]) from rule in Sequence(@group["rules"]) select rule];

    public static IReadOnlyList<YamlMappingNode> Alerts { get; } = [.. Rules.Where(rule => rule.Children.ContainsKey("alert"))];

    public static YamlNode Read(string file)
    {
        using var reader = File.OpenText(file);
        var document = new YamlStream();
        document.Load(reader);
        return document.Documents[0].RootNode;
    }

    public static IEnumerable<YamlMappingNode> Sequence(YamlNode node) => ((YamlSequenceNode)node).Children.Cast<YamlMappingNode>();

    public static string Text(this YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, (at, key) => at[key])).Value!;
}
