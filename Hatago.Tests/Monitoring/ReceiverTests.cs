using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hatago.AppHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Monitoring;

/// <summary>The examples of <c>docs/observability/receivers.md</c>, each in place of the receiver of its name.</summary>
public sealed partial class ReceiverTests
{
    private static readonly Uri Webhook = new("http://127.0.0.1:9/alerts");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Slack", "slack_configs")]
    [InlineData("E-mail", "email_configs")]
    [InlineData("PagerDuty", "pagerduty_configs")]
    [InlineData("Heartbeat: a dead man's switch", "webhook_configs")]
    public async Task Alertmanager_accepts_the_example(string heading, string kind)
    {
        using var folder = new TemporaryFolder();
        var file = AlertmanagerServer.Configuration(folder.Path, Webhook);
        await File.WriteAllTextAsync(file, With(Example(heading), await File.ReadAllTextAsync(file, Cancellation)), Cancellation);
        AlertReceivers.Write(file, Webhook);

        var output = await MonitoringCommand.RunAsync("amtool", "check-config", file);

        Assert.Contains(kind, await File.ReadAllTextAsync(file, Cancellation));
        Assert.Contains("3 receivers", output);
    }

    [Fact]
    public async Task A_chat_gets_a_title_and_a_text_with_the_runbook_and_that_it_is_over()
    {
        var posted = new ConcurrentQueue<string>();
        await using var chat = Peer.Create();
        chat.MapPost("/hook", async (HttpRequest request) => posted.Enqueue(await new StreamReader(request.Body).ReadToEndAsync()));
        await chat.StartAsync(Cancellation);
        using var secrets = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(secrets.Path, "slack"), $"{chat.Urls.Single()}/hook", Cancellation);
        await using var alertmanager = await AlertmanagerServer.StartAsync(
            null,
            text => With(Example("Slack").Replace("/etc/alertmanager/urls/slack", $"{secrets.Path}/slack", StringComparison.Ordinal), text)
                .Replace("group_wait: 30s", "group_wait: 0s", StringComparison.Ordinal).Replace("group_interval: 5m", "group_interval: 1s", StringComparison.Ordinal),
            Cancellation);

        var alert = new { alertname = "HatagoQueueSaturated", severity = "warning", instance = "a:8787" };
        await alertmanager.PostAsync(Cancellation, alert);
        var message = await MessageAsync("[FIRING 1] warning: HatagoQueueSaturated");
        using var over = await alertmanager.Http.PostAsJsonAsync("/api/v2/alerts", new[] { new { labels = alert, endsAt = "2026-08-15T10:30:00Z" } }, Cancellation);
        var last = await MessageAsync("[RESOLVED] warning: HatagoQueueSaturated");

        Assert.Equal(("warning", "good"), (message["color"]!.GetValue<string>(), last["color"]!.GetValue<string>()));
        Assert.Matches("^It is so\n12 of them\nSince: [0-9-]{10} [0-9:]{8} UTC\nRunbook: docs/runbooks/It.md\nQuery: ", message["text"]!.GetValue<string>());

        async Task<JsonNode> MessageAsync(string title) => (await Eventually.GetAsync(
            () => Task.FromResult(posted.Select(body => JsonNode.Parse(body)!["attachments"]![0]!).FirstOrDefault(one => one["title"]!.GetValue<string>() == title)), one => one is not null, Cancellation))!;
    }

    private static string Example(string heading)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "observability", "receivers.md"));
        return Block().Match(page, page.IndexOf($"## {heading}\n", StringComparison.Ordinal)).Groups[1].Value;
    }

    private static string With(string example, string configuration)
    {
        var (whole, own) = (Load(configuration), Load(example));
        var receivers = ((YamlSequenceNode)whole.Documents[0].RootNode["receivers"]).Children;
        foreach (var receiver in MonitoringFolder.Sequence(own.Documents[0].RootNode["receivers"]))
            receivers[receivers.IndexOf(receivers.Single(one => one.Text("name") == receiver.Text("name")))] = receiver;
        using var text = new StringWriter();
        whole.Save(text, assignAnchors: false);
        return text.ToString();
    }

    private static YamlStream Load(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml;
    }

    [GeneratedRegex("```yaml\n(receivers:.+?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
