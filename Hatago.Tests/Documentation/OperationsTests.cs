using System.Text.RegularExpressions;
using Hatago.McpServer;
using Hatago.ServiceDefaults.Configuration;
using Hatago.Tests.Deploy;
using Hatago.Tests.Monitoring;
using k8s.Models;

namespace Hatago.Tests.Documentation;

/// <summary>What an operator copies from <c>docs/operations</c> exists. (Its links: <c>RunbookTests</c>, with those of all documents.)</summary>
public sealed partial class OperationsTests
{
    /// <summary>Of .NET and of the signer, which has no table.</summary>
    private static readonly string[] OtherVariables = ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "NODE_ENV", "HATAGO_SIGN_PASSPHRASE"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => [.. OperationsPages.Names];

    [Fact]
    public void Every_page_is_in_the_index_and_the_readme_leads_there()
    {
        Assert.All(OperationsPages.Names.Where(name => name != "README.md"), name => Assert.Contains($"]({name})", OperationsPages.Read("README.md")));
        Assert.Contains("](docs/operations/README.md)", File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_of_the_script_is_one_that_it_has_with_options_that_it_knows(string page)
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "hatago"));
        var commands = ScriptCommand().Matches(script[script.LastIndexOf("\ncase ", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToArray();
        var help = script[..script.IndexOf("\nTXT\n", StringComparison.Ordinal)];

        Assert.Equal(["up", "serve", "check", "publish", "test"], commands);
        Assert.All(ScriptCall().Matches(OperationsPages.Read(page)), call =>
        {
            Assert.Contains(call.Groups[1].Value, commands);
            Assert.All(Option().Matches(call.Groups[2].Value), option => Assert.Contains(option.Value, help));
        });
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_the_signer_is_one_that_it_has_with_options_that_it_knows(string page)
    {
        foreach (var call in SignerCall().Matches(OperationsPages.Read(page)).DistinctBy(call => call.Value))
        {
            await using var help = new ConsoleProcess("dotnet", [Repository.PluginSigner, .. call.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], []);

            Assert.True(await help.ExitAsync(Cancellation) == 0, $"{call.Value}: {help.Errors}");
            var text = string.Join('\n', help.Output);
            Assert.Contains($"hatago-sign {call.Groups[1].Value}", text);
            Assert.All(Option().Matches(call.Groups[2].Value), option => Assert.Contains($"{option.Value} ", text));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_variable_is_one_that_somebody_reads(string page)
    {
        var known = ServiceVariables.All.Concat(HatagoVariables.All).SelectMany(variable => variable.Aliases.Append(variable.Name)).Concat(ComposeFile.Variables).Concat(OtherVariables)
            .Concat(BuildArgument().Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "Dockerfile"))).Select(match => match.Groups[1].Value));

        var named = Variable().Matches(OperationsPages.Read(page)).Select(match => match.Groups["name"].Value).Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal));

        Assert.Empty(named.Except(known));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_alert_and_every_series_exists_and_an_alert_leads_to_its_own_runbook(string page)
    {
        var text = OperationsPages.Read(page);
        var recorded = MonitoringFolder.Rules.Where(rule => rule.Children.ContainsKey("record")).Select(rule => rule.Text("record"));
        var volumes = ComposeFile.Read().Volumes.Keys.Select(volume => $"hatago_{volume}");

        Assert.Empty(Alert().Matches(text).Select(match => match.Value).Except(MonitoringFolder.Alerts.Select(alert => alert.Text("alert"))));
        Assert.All(Runbook().Matches(text), link => Assert.Equal(link.Groups[2].Value, link.Groups[1].Value));
        Assert.Empty(Metric().Matches(text).Select(match => match.Value).Except(MetricsDocument.Series).Except(volumes));
        Assert.Empty(Recorded().Matches(text).Select(match => match.Value).Except(recorded));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_query_is_one_that_prometheus_understands(string page)
    {
        var queries = Query().Matches(OperationsPages.Read(page)).Select(match => match.Groups[1].Value).ToArray();
        if (queries.Length == 0)
            return;

        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "queries.yml");
        await File.WriteAllTextAsync(
            file, "groups:\n- name: queries\n  rules:\n" + string.Concat(queries.Select((query, at) => $"  - record: query_{at}\n    expr: |-\n      {query}\n")), Cancellation);

        await MonitoringCommand.RunAsync("promtool", "check", "rules", file);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_that_a_command_names_is_there(string page) =>
        Assert.All(RepositoryFile().Matches(OperationsPages.Read(page)), file => Assert.True(Path.Exists(Path.Combine(Repository.Root, file.Value)), file.Value));

    [Fact]
    public void The_installation_tells_of_every_variable_of_the_compose_file() =>
        Assert.All(ComposeFile.Variables, name => Assert.Matches($"(?m)^\\| .*`{name}`.* \\|", OperationsPages.Read("install.md")));

    [Fact]
    public void The_sizes_are_those_of_the_compose_file_and_the_times_add_up()
    {
        var page = OperationsPages.Read("sizing.md");
        var hatago = ComposeFile.Read().Services["hatago"];
        var delay = hatago.Environment["HATAGO_SHUTDOWN_DELAY_MS"][..^3];
        var draining = hatago.Environment["GRACEFUL_TIMEOUT_MS"][..^3];

        Assert.Contains($"| `terminationGracePeriodSeconds` | {hatago.StopGracePeriod![..^1]}: over {delay} s of delay and {draining} s of draining, and 5 s for the end |", page);
        Assert.Contains($"| limits | 2 CPU, {hatago.MemLimit![..^1]}Gi |", page);
    }

    [Fact]
    public async Task The_sizes_are_those_of_the_manifests()
    {
        var page = OperationsPages.Read("sizing.md");
        var (plain, production) = (await Manifests.BuildAsync("base"), await Manifests.BuildAsync("overlays/production"));
        string Probe(string name, V1Probe probe) => $"| {name} | `{probe.HttpGet.Path}`, after {probe.InitialDelaySeconds} s, every {probe.PeriodSeconds} s";
        string Size(string name, IDictionary<string, ResourceQuantity> amounts) => $"| {name} | {amounts["cpu"].ToDecimal():0.#} CPU, {amounts["memory"]} |";

        Assert.Contains($"| replicas | {plain.Deployment.Spec.Replicas} |", page);
        Assert.Contains(Size("requests", plain.Server.Resources.Requests), page);
        Assert.Contains(Size("limits", plain.Server.Resources.Limits), page);
        Assert.Contains(Probe("liveness", plain.Server.LivenessProbe) + " |", page);
        Assert.Contains(Probe("readiness", plain.Server.ReadinessProbe) + " |", page);
        Assert.Contains(Probe("startup", plain.Server.StartupProbe) + $", {plain.Server.StartupProbe.FailureThreshold} times |", page);
        Assert.Contains($"| `terminationGracePeriodSeconds` | {production.Pod.TerminationGracePeriodSeconds}: ", page);
    }

    [GeneratedRegex("^ARG ([A-Z_]+)", RegexOptions.Multiline)]
    private static partial Regex BuildArgument();

    [GeneratedRegex(@"^  ([a-z]+)\) ", RegexOptions.Multiline)]
    private static partial Regex ScriptCommand();

    [GeneratedRegex(@"\./hatago ([a-z]+)([^`\n#]*)")]
    private static partial Regex ScriptCall();

    /// <summary>In a code block or between backticks.</summary>
    [GeneratedRegex(@"(?:^|`|\$ )hatago-sign ((?:trust )?[a-z]+)([^`\n]*)", RegexOptions.Multiline)]
    private static partial Regex SignerCall();

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Option();

    /// <summary>Between backticks, or set for a command; one without an underscore only when it is set.</summary>
    [GeneratedRegex(@"`(?<name>[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)`|(?<![\w$?&-])(?<name>[A-Z][A-Z0-9_]{2,})=")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\bHatago[A-Z]\w+|\bWatchdog\b")]
    private static partial Regex Alert();

    [GeneratedRegex(@"\[(\w+)\]\(\.\./runbooks/(?!README)(\w+)\.md\)")]
    private static partial Regex Runbook();

    /// <summary>Not the beginning of a file's name.</summary>
    [GeneratedRegex("\\bhatago_[a-z0-9_]*[a-z0-9](?![a-z0-9_.])")]
    private static partial Regex Metric();

    [GeneratedRegex("hatago:[a-z0-9_]+(:[a-z0-9_]+)+")]
    private static partial Regex Recorded();

    [GeneratedRegex("'query=([^']+)'")]
    private static partial Regex Query();

    /// <summary>Not what is built.</summary>
    [GeneratedRegex(@"(?<![\w/.-])(monitoring|benchmarks|deploy)/[\w./-]*\w")]
    private static partial Regex RepositoryFile();
}
