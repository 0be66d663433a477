using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.AppHost;

public sealed class ApplicationTests(ApplicationFixture fixture) : IClassFixture<ApplicationFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hatago", "/mcp")]
    [InlineData("prometheus", "/")]
    [InlineData("alertmanager", "/")]
    public void A_resource_is_healthy_and_shows_where_it_is(string resource, string path)
    {
        Assert.True(fixture.Application.App.ResourceNotifications.TryGetCurrentState(resource, out var now));
        Assert.Equal((KnownResourceStates.Running, HealthStatus.Healthy), (now!.Snapshot.State!.Text, now.Snapshot.HealthStatus!.Value));
        Assert.Equal(new Uri(fixture.Application.App.GetEndpoint(resource, "http"), path).ToString(), Assert.Single(now.Snapshot.Urls).Url);
    }

    [Theory]
    [InlineData("2025-11-25", true)]
    [InlineData("2026-07-28", false)]
    public async Task A_call_of_a_real_client_is_answered_and_soon_seen_in_prometheus(string revision, bool inSession)
    {
        using var http = fixture.Application.App.CreateHttpClient("hatago");
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = new Uri(http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, http),
            new McpClientOptions { ProtocolVersion = revision },
            cancellationToken: Cancellation);
        const string calls = """hatago_tool_calls_total{tool="hello.hatago",outcome="ok"}""";
        var before = await Eventually.GetAsync(() => fixture.Application.ValueAsync(calls, Cancellation), value => value is not null, Cancellation);

        var result = await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation);

        Assert.Equal(inSession, client.SessionId is not null);
        Assert.StartsWith("Hello Hatago!", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        await Eventually.GetAsync(() => fixture.Application.ValueAsync(calls, Cancellation), value => value > before, Cancellation);
    }

    [Fact]
    public async Task Prometheus_scrapes_all_and_has_found_its_alertmanager()
    {
        using var prometheus = fixture.Application.App.CreateHttpClient("prometheus");

        await Eventually.GetAsync(() => fixture.Application.ValueAsync("""count(up{job=~"hatago|prometheus|alertmanager"} == 1)""", Cancellation), value => value == 3, Cancellation);
        var found = await Eventually.GetAsync(
            async () => (await prometheus.GetFromJsonAsync<JsonNode>("/api/v1/alertmanagers", Cancellation))!["data"]!["activeAlertmanagers"]!.AsArray(), list => list.Count > 0, Cancellation);

        Assert.Contains($":{fixture.Application.App.GetEndpoint("alertmanager", "http").Port}/", Assert.Single(found)!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_alert_reaches_the_webhook()
    {
        using var alertmanager = fixture.Application.App.CreateHttpClient("alertmanager");
        var alert = new[] { new { labels = new { alertname = "FixtureAlert", severity = "critical" } } };

        using var posted = await alertmanager.PostAsJsonAsync("/api/v2/alerts", alert, Cancellation);

        Assert.True(posted.IsSuccessStatusCode);
        await fixture.Application.NotificationAsync("FixtureAlert", "firing", Cancellation);
    }

    [Fact]
    public void What_is_not_on_this_machine_is_shown_so_and_the_rest_runs()
    {
        Assert.True(fixture.Application.App.ResourceNotifications.TryGetCurrentState("grafana", out var now));

        Assert.Equal(Executables.Find("grafana-server") is null ? "NotAvailable" : KnownResourceStates.Running, now!.Snapshot.State!.Text);
    }
}
