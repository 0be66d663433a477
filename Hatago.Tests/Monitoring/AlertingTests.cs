using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Monitoring;

/// <summary>From a failing call to the pager, through the real Prometheus and Alertmanager, with minutes shortened to seconds.</summary>
public sealed class AlertingTests
{
    private const string Fast = "HatagoAvailabilitySLOBurnRateFast";
    private const string Slow = "HatagoAvailabilitySLOBurnRateSlow";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failing_calls_page_once_hold_the_warning_back_and_are_told_to_be_over()
    {
        await using var app = await MonitoredApplication.StartAsync();
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await app.ValueAsync("hatago:requests:increase1h", value => value >= 0, Cancellation); // A first scrape, before anything fails.

        var traffic = FailAsync(app, isOver.Token);
        await AlertAsync(app, Fast, "pending");
        await AlertAsync(app, Fast, "firing");
        var page = await app.NotificationAsync(Fast, "firing", Cancellation);
        await AlertAsync(app, Slow, "firing");
        var held = await Eventually.GetAsync(() => HeldAsync(app, Slow), alert => alert?["status"]!["state"]!.GetValue<string>() == "suppressed", Cancellation);
        var whileHeld = app.Notifications;
        await isOver.CancelAsync();
        await traffic;
        await app.NotificationAsync(Fast, "resolved", Cancellation);

        Assert.Equal("pager", page.Receiver);
        Assert.Equal($$"""{"alertname":"{{Fast}}","severity":"critical","slo":"availability"}""", page.Labels.ToJsonString());
        Assert.Matches(@"^The error budget burns \d", page.Annotations["description"]!.GetValue<string>());
        Assert.Equal("Hatago burns its error budget very fast", page.Annotations["summary"]!.GetValue<string>());
        Assert.True(File.Exists(Path.Combine(Repository.Root, page.Annotations["runbook_url"]!.GetValue<string>())));
        Assert.NotEmpty(held!["status"]!["inhibitedBy"]!.AsArray());
        Assert.Single(whileHeld, one => one.Alert == Fast);
        Assert.DoesNotContain(whileHeld, one => one.Receiver == "warnings" && one.Labels["slo"]?.GetValue<string>() == "availability"); // Latency is another SLO, and a full machine can break it.
    }

    [Fact]
    public async Task A_scanner_pages_nobody_and_the_heartbeat_comes_all_the_while()
    {
        await using var app = await MonitoredApplication.StartAsync();
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await app.ValueAsync("hatago:requests:increase1h", value => value >= 0, Cancellation);

        var scan = ScanAsync(app, isOver.Token);
        var warning = await app.NotificationAsync("HatagoClientErrorRateHigh", "firing", Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(app.Notifications.Count(one => one.Receiver == "heartbeat")), count => count >= 3, Cancellation);
        var availability = await app.ValueAsync("hatago:success_rate:30d", Cancellation);
        await isOver.CancelAsync();
        await scan;

        Assert.Equal("warnings", warning.Receiver);
        Assert.Equal(1, availability);
        Assert.DoesNotContain(app.Notifications, one => one.Receiver == "pager");
        Assert.All(app.Notifications.Where(one => one.Receiver == "heartbeat"), one => Assert.Equal(("Watchdog", "firing"), (one.Alert, one.Status)));
        await app.NotificationAsync("HatagoClientErrorRateHigh", "resolved", Cancellation);
    }

    private static async Task FailAsync(MonitoredApplication app, CancellationToken isOver)
    {
        while (!isOver.IsCancellationRequested)
        {
            await app.CallAsync("fixture.take", new { milliseconds = 5, fail = true }, Cancellation);
            await app.CallAsync("hello.hatago", null, Cancellation); // Else the circuit opens, which is an alert of its own.
        }
    }

    private static async Task ScanAsync(MonitoredApplication app, CancellationToken isOver)
    {
        for (var i = 0; !isOver.IsCancellationRequested; i++)
        {
            using var answer = await app.Hatago.GetAsync(new Uri($"/wp-admin/{i}.php", UriKind.Relative), Cancellation);
        }
    }

    private static Task<double?> AlertAsync(MonitoredApplication app, string name, string state) =>
        app.ValueAsync($"ALERTS{{alertname='{name}',alertstate='{state}'}}", value => value == 1, Cancellation);

    private static async Task<JsonNode?> HeldAsync(MonitoredApplication app, string name) =>
        (await app.Alertmanager.GetFromJsonAsync<JsonArray>("/api/v2/alerts", Cancellation))!.FirstOrDefault(alert => alert!["labels"]!["alertname"]!.GetValue<string>() == name);
}
