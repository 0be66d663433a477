using System.Text.RegularExpressions;

namespace Hatago.Tests.Monitoring;

/// <summary><c>docs/observability/metrics.md</c> lists what <c>/metrics</c> shows and what the rules record.</summary>
public sealed partial class MetricsDocumentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_is_listed_with_its_type_and_labels_and_no_other()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddHello().AddEmpty("broken"));
        await app.CallAsync("hello.hatago", null, Cancellation);

        var text = await Eventually.GetAsync(
            () => app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation),
            text => text.Contains("# TYPE hatago_memory_usage_ratio", StringComparison.Ordinal) && text.Contains("# TYPE hatago_tool_duration_seconds", StringComparison.Ordinal), Cancellation);

        var exposed = Type().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Order();
        Assert.Equal(exposed, MetricsDocument.Metrics.Select(metric => (metric.Name, metric.Type)).Order());
        foreach (var metric in MetricsDocument.Metrics)
        {
            var samples = Regex.Matches(text, $$"""^{{metric.Name}}(_bucket|_sum|_count)?\{([^}]*)\}""", RegexOptions.Multiline);
            Assert.NotEmpty(samples);
            Assert.Empty(samples.SelectMany(sample => Label().Matches(sample.Groups[2].Value)).Select(label => label.Groups[1].Value).Except([.. metric.Labels, "le"]));
        }
    }

    [Fact]
    public void Every_recorded_series_is_listed()
    {
        var listed = Series().Matches(MetricsDocument.Text).Select(match => match.Value.Replace('{', '(').Replace(',', '|').Replace('}', ')')).ToArray();

        Assert.DoesNotContain(
            MonitoringFolder.Rules.Where(rule => rule.Children.ContainsKey("record")).Select(rule => rule.Text("record")),
            record => !listed.Any(pattern => Regex.IsMatch(record, $"^{pattern}$")));
    }

    [GeneratedRegex("^# TYPE ([a-z_]+) ([a-z]+)$", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();

    [GeneratedRegex("hatago:[a-z0-9_:{},]+")]
    private static partial Regex Series();
}
