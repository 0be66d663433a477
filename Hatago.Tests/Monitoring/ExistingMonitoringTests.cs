using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Monitoring;

/// <summary>What <c>docs/observability/existing-monitoring.md</c> has one do with the rules.</summary>
public sealed partial class ExistingMonitoringTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_makes_prometheus_rules_of_the_same_files()
    {
        using var folder = new TemporaryFolder();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "observability", "existing-monitoring.md"), Cancellation);
        var command = Shell().Match(page, page.IndexOf("## Prometheus Operator", StringComparison.Ordinal)).Groups[1].Value.Replace("/tmp/", $"{folder.Path}/", StringComparison.Ordinal);

        await using (var run = new ConsoleProcess("bash", ["-c", command], [], Repository.Root))
            Assert.Equal(0, await run.ExitAsync(Cancellation));

        var objects = new YamlStream();
        objects.Load(new StringReader(await File.ReadAllTextAsync(Path.Combine(folder.Path, "hatago-rules.yaml"), Cancellation)));
        Assert.Equal(["hatago-recording", "hatago-alerts"], objects.Select(one => one.RootNode.Text("metadata", "name")));
        Assert.All(objects, one => Assert.Equal(("monitoring.coreos.com/v1", "PrometheusRule"), (one.RootNode.Text("apiVersion"), one.RootNode.Text("kind"))));
        Assert.Equal(MonitoringFolder.Rules.Count, objects.Sum(one => MonitoringFolder.Sequence(one.RootNode["spec"]["groups"]).Sum(group => MonitoringFolder.Sequence(group["rules"]).Count())));
        foreach (var one in objects)
        {
            var file = Path.Combine(folder.Path, "spec.yml");
            await using (var writer = File.CreateText(file))
                new YamlStream(new YamlDocument(one.RootNode["spec"])).Save(writer, assignAnchors: false);
            await MonitoringCommand.RunAsync("promtool", "check", "rules", file);
        }
    }

    [GeneratedRegex("```sh\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();
}
