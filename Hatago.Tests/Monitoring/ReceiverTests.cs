using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hatago.Tests.Monitoring;

/// <summary>The examples of <c>docs/observability/receivers.md</c>, in the configuration they are written for.</summary>
public sealed partial class ReceiverTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alertmanager_accepts_every_example()
    {
        using var folder = new TemporaryFolder();
        var file = AlertmanagerServer.Configuration(folder.Path, new("http://127.0.0.1:9/alerts"));
        await File.WriteAllTextAsync(file, WithExamples(await File.ReadAllTextAsync(file, Cancellation)), Cancellation);

        var output = await MonitoringCommand.RunAsync("amtool", "check-config", file);

        Assert.Contains("6 receivers", output);
    }

    [Fact]
    public async Task A_chat_gets_a_title_and_a_text_with_the_runbook()
    {
        var posted = new ConcurrentQueue<string>();
        await using var chat = Peer.Create();
        chat.MapPost("/hook", async (HttpRequest request) => posted.Enqueue(await new StreamReader(request.Body).ReadToEndAsync()));
        await chat.StartAsync(Cancellation);
        using var secrets = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(secrets.Path, "slack"), $"{chat.Urls.Single()}/hook", Cancellation);
        await using var alertmanager = await AlertmanagerServer.StartAsync(
            null,
            text => WithExamples(text).Replace("/etc/alertmanager/urls/slack", $"{secrets.Path}/slack", StringComparison.Ordinal).Replace("receiver: pager", "receiver: chat", StringComparison.Ordinal),
            Cancellation);

        await alertmanager.PostAsync(Cancellation, new { alertname = "HatagoInstanceDown", severity = "critical", instance = "a:8787" });

        var message = JsonNode.Parse((await Eventually.GetAsync(() => Task.FromResult(posted), all => !all.IsEmpty, Cancellation)).First())!["attachments"]![0]!;
        Assert.Equal("[FIRING 1] critical: HatagoInstanceDown", message["title"]!.GetValue<string>());
        Assert.Matches("^It is so\n12 of them\nSince: [0-9-]{10} [0-9:]{8} UTC\nRunbook: docs/runbooks/It.md\nQuery: ", message["text"]!.GetValue<string>());
    }

    /// <summary>Appends the examples to the receivers.</summary>
    private static string WithExamples(string configuration)
    {
        var examples = Example().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "observability", "receivers.md"))).Groups[1].Value;
        Assert.Contains("slack_configs", examples);
        return Receivers().Replace(configuration, match => match.Value + Indent().Replace(examples, ""), 1); // The copy has its lists at the margin.
    }

    [GeneratedRegex("```yaml\nreceivers:\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^  ", RegexOptions.Multiline)]
    private static partial Regex Indent();

    [GeneratedRegex("^receivers:\n", RegexOptions.Multiline)]
    private static partial Regex Receivers();
}
