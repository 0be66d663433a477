using System.Text.RegularExpressions;
using Hatago.AppHost;

namespace Hatago.Tests.Monitoring;

/// <summary>The runbooks: one for each alert, all alike, and every command in them runs against the real thing.</summary>
public sealed partial class RunbookTests
{
    private static readonly string[] Headings = ["Meaning", "Confirm", "Act", "Over"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Runbooks => [.. Files().Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Fact]
    public void Every_runbook_is_of_an_alert_and_listed() => Assert.Equal(
        MonitoringFolder.Alerts.Select(alert => alert.Text("alert")).Order(StringComparer.Ordinal),
        Files().Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_says_what_it_means_how_to_confirm_what_to_do_and_when_it_is_over(string name)
    {
        var text = File.ReadAllText(PathOf(name));

        Assert.StartsWith($"# {name}\n", text);
        Assert.Equal(Headings, Heading().Matches(text).Select(match => match.Groups[1].Value));
        var recorded = MonitoringFolder.Rules.Where(rule => rule.Children.ContainsKey("record")).Select(rule => rule.Text("record"));
        Assert.Empty(Recorded().Matches(text).Select(match => match.Value).Except(recorded));
        Assert.Empty(Metric().Matches(text).Select(match => match.Value).Except(MetricsDocument.Series));
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_confirms_first_by_the_expression_of_its_alert_and_is_listed_with_its_severity(string name)
    {
        var alert = MonitoringFolder.Alerts.Single(alert => alert.Text("alert") == name);

        Assert.Equal(string.Join(' ', alert.Text("expr").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)), Query().Match(File.ReadAllText(PathOf(name))).Groups[1].Value);
        Assert.Contains($"| [{name}]({name}.md) | {alert.Text("labels", "severity")} | ", File.ReadAllText(PathOf("README")));
        Assert.Equal($"docs/runbooks/{name}.md", alert.Text("annotations", "runbook_url"));
    }

    [Fact]
    public async Task Every_command_of_every_runbook_runs()
    {
        await using var app = await MonitoredApplication.StartAsync();
        await app.CallAsync("hello.hatago", null, Cancellation);
        await app.ValueAsync("""ALERTS{alertname="Watchdog"}""", value => value == 1, Cancellation);
        await app.NotificationAsync("Watchdog", "firing", Cancellation);
        var path = $"{Path.GetDirectoryName(MonitoringTool.Find("amtool")!.Path)}:{Environment.GetEnvironmentVariable("PATH")}";

        var commands = Files().Append(PathOf("README")).SelectMany(file => Shell().Matches(File.ReadAllText(file)))
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.TrimEntries))
            .Where(command => command.Split(' ')[0] is "curl" or "amtool" or "promtool") // The others move plugins about, or have tests of their own.
            .ToArray();

        Assert.True(commands.Length > 100, $"only {commands.Length} commands");
        foreach (var command in commands)
        {
            var here = command
                .Replace("localhost:8787", app.Hatago.BaseAddress!.Authority, StringComparison.Ordinal)
                .Replace("localhost:9090", app.Prometheus.BaseAddress!.Authority, StringComparison.Ordinal)
                .Replace("localhost:9093", app.Alertmanager.BaseAddress!.Authority, StringComparison.Ordinal);
            await using var run = new ConsoleProcess("bash", ["-c", here], [("PATH", path)], Repository.Root);
            Assert.True(await run.ExitAsync(Cancellation) == 0, $"{command}\n{string.Join('\n', run.Output)}{run.Errors}");
            Assert.True(run.Output.Count > 0, command);
            Assert.DoesNotMatch("\"error\":\\{|\"status\":(\"error\"|4)", string.Concat(run.Output)); // Of JSON-RPC, of Prometheus, of a problem.
        }

        foreach (var query in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "observability"), "*.md").SelectMany(file => Query().Matches(File.ReadAllText(file))))
            await app.QueryAsync(query.Groups[1].Value, Cancellation);
    }

    [Fact]
    public void Every_link_of_the_documents_leads_somewhere()
    {
        var documents = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Repository.Root, "*.md")).Concat(Directory.GetFiles(MonitoringFolder.Path(), "*.md"));

        var broken = from document in documents
                     from Match link in Link().Matches(File.ReadAllText(document))
                     let target = link.Groups[1].Value
                     where !target.Contains("://", StringComparison.Ordinal) && !Leads(target.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, target), link.Groups[3].Value)
                     select $"{Path.GetFileName(document)}: {link.Value}";
        Assert.Empty(broken);
    }

    /// <summary>To a file or folder, and to a heading of it where one is named; as GitHub makes anchors of headings.</summary>
    private static bool Leads(string path, string anchor) => Path.Exists(path) && (anchor.Length == 0
        || AnyHeading().Matches(File.ReadAllText(path)).Any(match => NotInAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-') == anchor));

    private static string PathOf(string name) => Path.Combine(Repository.Root, "docs", "runbooks", $"{name}.md");

    private static IEnumerable<string> Files() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "docs", "runbooks"), "*.md").Where(file => Path.GetFileName(file) != "README.md");

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("```sh\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex("hatago:[a-z0-9_]+(:[a-z0-9_]+)+")]
    private static partial Regex Recorded();

    /// <summary>Not the beginning of a file's name.</summary>
    [GeneratedRegex("\\bhatago_[a-z0-9_]*[a-z0-9](?![a-z0-9_.])")]
    private static partial Regex Metric();

    [GeneratedRegex("'query=([^']+)'")]
    private static partial Regex Query();

    [GeneratedRegex(@"\]\(([^)#\s]*)(#([^)]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex AnyHeading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();
}
