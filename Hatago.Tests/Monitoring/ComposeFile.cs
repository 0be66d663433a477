using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Hatago.Tests.Monitoring;

/// <summary><c>monitoring/docker-compose.monitoring.yml</c>, read strictly: a member that is not listed here, or stands twice, is an error.</summary>
internal sealed partial record ComposeFile
{
    public static string Text { get; } = File.ReadAllText(MonitoringFolder.Path("docker-compose.monitoring.yml"));

    public static ComposeFile Read() => Parse(Text);

    /// <summary>The variables that whoever starts it may set, those without a default too.</summary>
    public static IReadOnlyList<string> Variables { get; } = [.. Variable().Matches(Text).Select(match => match.Groups[1].Value).Distinct()];

    public string Name { get; init; } = "";

    [YamlMember(Alias = "x-hardened", ApplyNamingConventions = false)]
    public ComposeService? Hardened { get; init; }

    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public Dictionary<string, Dictionary<string, string>?> Networks { get; init; } = [];

    public Dictionary<string, Dictionary<string, string>?> Volumes { get; init; } = [];

    public Dictionary<string, Dictionary<string, string>> Secrets { get; init; } = [];

    public static ComposeFile Parse(string text) =>
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build()
            .Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(text))));

    /// <summary>What stands there when nobody sets a variable: of <c>${NAME:-default}</c> the default.</summary>
    public static string Default(string value) => Variable().Replace(value, "$3");

    [GeneratedRegex(@"\$\{([A-Z_]+)(:-([^}]*)|:\?[^}]*)?\}")]
    private static partial Regex Variable();
}
