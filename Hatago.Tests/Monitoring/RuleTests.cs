using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Monitoring;

/// <summary>The rules, by Prometheus' own checks and unit tests, and by what every alert must have.</summary>
public sealed partial class RuleTests
{
    public static TheoryData<string> Tests => [.. MonitoringFolder.RuleTests.Select(file => System.IO.Path.GetFileName(file)!)];

    public static TheoryData<string> Alerts => [.. MonitoringFolder.Alerts.Select(alert => alert.Text("alert"))];

    [Fact]
    public async Task Promtool_accepts_the_configuration_and_its_rules()
    {
        await MonitoringCommand.RunAsync("promtool", "check", "config", MonitoringFolder.Path("prometheus", "prometheus.yml"));
        await MonitoringCommand.RunAsync("promtool", ["check", "rules", .. MonitoringFolder.RuleFiles]);
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task Rules_say_what_their_tests_expect(string file) =>
        await MonitoringCommand.RunAsync("promtool", "test", "rules", MonitoringFolder.Path("prometheus", "tests", file));

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_is_tested_says_what_is_wrong_and_has_a_runbook(string name)
    {
        var alert = MonitoringFolder.Alerts.Single(one => one.Text("alert") == name);

        Assert.Contains(alert.Text("labels", "severity"), (string[])["critical", "warning", "none"]);
        Assert.False(string.IsNullOrWhiteSpace(alert.Text("annotations", "summary")));
        Assert.Equal($"docs/runbooks/{name}.md", alert.Text("annotations", "runbook_url"));
        Assert.True(File.Exists(System.IO.Path.Combine(Repository.Root, alert.Text("annotations", "runbook_url"))));
        if (name is not ("HatagoTargetMissing" or "Watchdog")) // There is nobody to name, and nothing to count.
            Assert.Matches(@"\{\{ (\$value \| humanize|\$labels\.)", alert.Text("annotations", "description"));
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_is_seen_to_begin_and_to_end(string name)
    {
        var tests = MonitoringFolder.RuleTests.SelectMany(file => MonitoringFolder.Sequence(MonitoringFolder.Read(file)["tests"]))
            .Where(test => test.Children.ContainsKey("alert_rule_test"))
            .Select(test => MonitoringFolder.Sequence(test["alert_rule_test"])
                .Where(check => check.Text("alertname") == name)
                .OrderBy(check => Seconds(check.Text("eval_time")))
                .Select(check => ((YamlSequenceNode)check["exp_alerts"]).Children.Count > 0).ToArray())
            .ToArray();

        Assert.Contains(tests, fires => fires.Contains(true));
        if (name == "Watchdog")
            return;
        Assert.Contains(tests, fires => fires.SkipWhile(one => one).Contains(true));
        Assert.Contains(tests, fires => fires.SkipWhile(one => !one).Contains(false));
    }

    [Fact]
    public void No_alert_repeats_an_objective() =>
        Assert.DoesNotContain(MonitoringFolder.Alerts, alert => Objective().IsMatch(alert.Text("expr")));

    [Fact]
    public void Every_recorded_series_that_a_rule_reads_is_recorded()
    {
        var recorded = MonitoringFolder.Rules.Where(rule => rule.Children.ContainsKey("record")).Select(rule => rule.Text("record")).ToArray();

        Assert.Equal(recorded.Distinct(), recorded);
        Assert.Empty(MonitoringFolder.Rules.SelectMany(rule => Recorded().Matches(rule.Text("expr")).Select(match => match.Value)).Except(recorded));
    }

    [Fact]
    public void Thanos_and_mimir_could_evaluate_the_rules_as_they_are() =>
        Assert.DoesNotContain(MonitoringFolder.Rules, rule => OfPrometheusAlone().IsMatch(rule.Text("expr")));

    private static int Seconds(string time) => Time().Matches(time).Sum(part => int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * (part.Groups[2].Value == "m" ? 60 : 1));

    [GeneratedRegex("([0-9]+)([ms])")]
    private static partial Regex Time();

    /// <summary>Budgets and targets, in any of the units that they could stand in.</summary>
    [GeneratedRegex(@"\b(0\.0005|0\.001|0\.005|0\.01|0\.9995|99\.95|0\.1)\b")]
    private static partial Regex Objective();

    [GeneratedRegex("hatago:[a-z0-9_:]+")]
    private static partial Regex Recorded();

    /// <summary>Modifiers of time that only a TSDB of its own can answer for, and what needs a feature flag.</summary>
    [GeneratedRegex(@"@|offset\s+-|\b(sort_by_label|limitk|info|mad_over_time)\b")]
    private static partial Regex OfPrometheusAlone();
}
