using System.Text.RegularExpressions;

namespace Hatago.Tests.Monitoring;

/// <summary><c>docs/observability/metrics.md</c>.</summary>
internal static partial class MetricsDocument
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "observability", "metrics.md"));

    /// <summary>The rows of the table of metrics.</summary>
    public static IReadOnlyList<DocumentedMetric> Metrics { get; } =
    [
        .. Row().Matches(Text).Select(row => new DocumentedMetric(
            row.Groups[1].Value, row.Groups[2].Value, [.. Quoted().Matches(row.Groups[3].Value).Select(label => label.Groups[1].Value)])),
    ];

    /// <summary>The names that they have in Prometheus.</summary>
    public static IEnumerable<string> Series =>
        Metrics.SelectMany(metric => metric.Type == "histogram" ? [metric.Name, $"{metric.Name}_bucket", $"{metric.Name}_sum", $"{metric.Name}_count"] : new[] { metric.Name });

    [GeneratedRegex(@"^\| `(hatago_[a-z_0-9]+)` \| ([a-z]+) \| ([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
