using System.Text.RegularExpressions;

namespace Hatago.Tests.Monitoring;

/// <summary><c>docs/observability/metrics.md</c> lists what <c>/metrics</c> shows and what the rules record.</summary>
public sealed partial class MetricsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "observability", "metrics.md"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_is_listed_and_no_other()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddHello().AddEmpty("broken"));
        await app.CallAsync("hello.hatago", null, Cancellation);

        var exposed = await Eventually.GetAsync(
            async () => Type().Matches(await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Select(match => match.Groups[1].Value).Order().ToArray(),
            names => names.Contains("hatago_memory_usage_ratio") && names.Contains("hatago_tool_duration_seconds"), Cancellation);

        Assert.Equal(exposed, Rows().Matches(Document).SelectMany(row => Metric().Matches(row.Value).Select(match => match.Value)).Order());
    }

    [Fact]
    public void Every_recorded_series_is_listed()
    {
        var listed = Series().Matches(Document).Select(match => match.Value.Replace('{', '(').Replace(',', '|').Replace('}', ')')).ToArray();

        Assert.DoesNotContain(
            MonitoringFolder.Rules.Where(rule => rule.Children.ContainsKey("record")).Select(rule => rule.Text("record")),
            record => !listed.Any(pattern => Regex.IsMatch(record, $"^{pattern}$")));
    }

    [GeneratedRegex("^# TYPE ([a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    /// <summary>First cells of the first table.</summary>
    [GeneratedRegex(@"^\| `hatago_[^|]+\|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("hatago_[a-z_0-9]+")]
    private static partial Regex Metric();

    [GeneratedRegex("hatago:[a-z0-9_:{},]+")]
    private static partial Regex Series();
}
