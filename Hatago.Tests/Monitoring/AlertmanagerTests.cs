namespace Hatago.Tests.Monitoring;

/// <summary>Routes, receivers and inhibitions, by <c>amtool</c> and by the real Alertmanager.</summary>
public sealed class AlertmanagerTests
{
    private static readonly Uri Webhook = new("http://127.0.0.1:9/alerts");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Amtool_accepts_the_configuration_with_its_templates()
    {
        using var folder = new TemporaryFolder();

        var output = await MonitoringCommand.RunAsync("amtool", "check-config", AlertmanagerServer.Configuration(folder.Path, Webhook));

        Assert.Contains("3 receivers", output);
        Assert.Contains("1 templates", output);
    }

    [Fact]
    public void Where_webhooks_are_stands_in_files_and_nowhere_else()
    {
        var text = File.ReadAllText(MonitoringFolder.Path("alertmanager", "alertmanager.yml"));

        Assert.All(
            MonitoringFolder.Sequence(MonitoringFolder.Read(MonitoringFolder.Path("alertmanager", "alertmanager.yml"))["receivers"]),
            receiver => Assert.Equal($"/etc/alertmanager/urls/{receiver.Text("name")}", MonitoringFolder.Sequence(receiver["webhook_configs"]).Single().Text("url_file")));
        Assert.DoesNotContain("url:", text);
        Assert.DoesNotContain("password", text);
    }

    [Fact]
    public void A_run_without_a_webhook_posts_nowhere()
    {
        using var folder = new TemporaryFolder();

        var copy = MonitoringFolder.Read(AlertmanagerServer.Configuration(folder.Path, null));

        Assert.All(MonitoringFolder.Sequence(copy["receivers"]), receiver => Assert.Single(receiver.Children));
    }

    [Theory]
    [InlineData("pager", "alertname=HatagoInstanceDown", "severity=critical")]
    [InlineData("warnings", "alertname=HatagoHighMemoryUsage", "severity=warning")]
    [InlineData("heartbeat", "alertname=Watchdog", "severity=none")]
    [InlineData("warnings", "alertname=SomethingElse", "severity=unheard-of")]
    [InlineData("warnings", "alertname=SomethingElse")]
    public async Task An_alert_is_routed_by_what_it_is(string receiver, params string[] labels)
    {
        using var folder = new TemporaryFolder();

        await MonitoringCommand.RunAsync("amtool",
            ["config", "routes", "test", $"--config.file={AlertmanagerServer.Configuration(folder.Path, Webhook)}", $"--verify.receivers={receiver}", .. labels]);
    }

    [Fact]
    public async Task A_wrong_route_would_be_seen()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, _) = await MonitoringCommand.TryAsync("amtool",
            "config", "routes", "test", $"--config.file={AlertmanagerServer.Configuration(folder.Path, Webhook)}", "--verify.receivers=warnings", "severity=critical");

        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public async Task An_instance_that_is_down_holds_back_the_rest_of_that_instance_alone()
    {
        await using var alertmanager = await AlertmanagerServer.StartAsync(null, null, Cancellation);

        await alertmanager.PostAsync(Cancellation,
            new { alertname = "HatagoInstanceDown", severity = "critical", instance = "a:8787" },
            new { alertname = "HatagoInstanceDown", severity = "critical", instance = "b:8787" },
            new { alertname = "HatagoHighMemoryUsage", severity = "warning", instance = "a:8787" },
            new { alertname = "HatagoCircuitBreakerOpen", severity = "critical", instance = "b:8787", plugin = "dice" },
            new { alertname = "HatagoQueueSaturated", severity = "warning", instance = "c:8787" },
            new { alertname = "HatagoErrorBudgetExhausted", severity = "critical", slo = "availability" });

        await HeldAsync(alertmanager, "HatagoCircuitBreakerOpen", "HatagoHighMemoryUsage");
    }

    [Fact]
    public async Task The_fastest_burn_speaks_for_the_slower_ones_and_for_the_plain_breaches()
    {
        await using var alertmanager = await AlertmanagerServer.StartAsync(null, null, Cancellation);

        await alertmanager.PostAsync(Cancellation,
            Availability("HatagoAvailabilitySLOBurnRateFast", "critical"), Availability("HatagoAvailabilitySLOBurnRateMedium", "critical"),
            Availability("HatagoAvailabilitySLOBurnRateSlow", "warning"), Availability("HatagoAvailabilitySLOBurnRateDay", "warning"),
            Availability("HatagoAvailabilitySLOBurnRateThreeDays", "warning"), Availability("HatagoAvailabilitySLOBreach", "critical"),
            Availability("HatagoErrorBudgetExhausted", "critical"),
            new { alertname = "HatagoErrorRateSLOBreach", severity = "warning", slo = "error_rate" },
            new { alertname = "HatagoLatencyP95SLOBreach", severity = "warning", slo = "latency_p95" });

        await HeldAsync(alertmanager,
            "HatagoAvailabilitySLOBreach", "HatagoAvailabilitySLOBurnRateDay", "HatagoAvailabilitySLOBurnRateMedium", "HatagoAvailabilitySLOBurnRateSlow",
            "HatagoAvailabilitySLOBurnRateThreeDays", "HatagoErrorRateSLOBreach");
    }

    [Fact]
    public async Task The_medium_burn_speaks_for_those_that_are_slower_than_it()
    {
        await using var alertmanager = await AlertmanagerServer.StartAsync(null, null, Cancellation);

        await alertmanager.PostAsync(Cancellation,
            new { alertname = "HatagoAvailabilitySLOBurnRateMedium", severity = "critical", slo = "availability" },
            new { alertname = "HatagoAvailabilitySLOBreach", severity = "critical", slo = "availability" },
            new { alertname = "HatagoAvailabilitySLOBurnRateSlow", severity = "other", slo = "availability" });

        await HeldAsync(alertmanager, "HatagoAvailabilitySLOBurnRateSlow");
    }

    [Fact]
    public async Task What_is_critical_holds_back_warnings_of_the_same_objective_and_no_other()
    {
        await using var alertmanager = await AlertmanagerServer.StartAsync(null, null, Cancellation);

        await alertmanager.PostAsync(Cancellation,
            Availability("HatagoErrorBudgetExhausted", "critical"), Availability("HatagoSustainedFailures", "warning"),
            new { alertname = "HatagoLatencyP99SLOBreach", severity = "warning", slo = "latency_p99" },
            new { alertname = "HatagoTargetMissing", severity = "critical" },
            new { alertname = "HatagoLogsDropped", severity = "warning" });

        await HeldAsync(alertmanager, "HatagoSustainedFailures");
    }

    [Fact]
    public async Task An_open_circuit_speaks_for_the_failures_of_its_plugin_and_no_other()
    {
        await using var alertmanager = await AlertmanagerServer.StartAsync(null, null, Cancellation);

        await alertmanager.PostAsync(Cancellation,
            new { alertname = "HatagoCircuitBreakerOpen", severity = "critical", plugin = "dice", instance = "a:8787" },
            new { alertname = "HatagoPluginFailures", severity = "warning", plugin = "dice" },
            new { alertname = "HatagoToolLatencySLOBreach", severity = "warning", plugin = "hello", tool = "hello.hatago" });

        await HeldAsync(alertmanager, "HatagoPluginFailures");
    }

    private static object Availability(string alertname, string severity) => new { alertname, severity, slo = "availability" };

    private static Task<string[]> HeldAsync(AlertmanagerServer alertmanager, params string[] alerts) =>
        Eventually.GetAsync(() => alertmanager.HeldAsync(Cancellation), held => held.SequenceEqual(alerts), Cancellation);
}
