using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hatago.Tests.Monitoring;

/// <summary>The whole application, as its AppHost describes it, with the real Prometheus and Alertmanager, and a receiver of what is posted.</summary>
internal sealed class MonitoredApplication : IAsyncDisposable
{
    private readonly TemporaryFolder _run = new();
    private readonly TemporaryFolder _monitoring = new();
    private readonly PluginsFolder _plugins;
    private readonly WebApplication _receiver = Peer.Create();
    private readonly ConcurrentQueue<Notification> _notifications = [];

    private MonitoredApplication(PluginsFolder plugins) => _plugins = plugins;

    public DistributedApplication App { get; private set; } = null!;

    public HttpClient Hatago { get; private set; } = null!;

    public HttpClient Prometheus { get; private set; } = null!;

    public HttpClient Alertmanager { get; private set; } = null!;

    /// <summary>What was posted, in order.</summary>
    public IReadOnlyList<Notification> Notifications => [.. _notifications];

    /// <param name="plugins">The hello and the fixture plugin when absent.</param>
    /// <param name="isShortened">Whether minutes are seconds in the rules and routes.</param>
    public static async Task<MonitoredApplication> StartAsync(PluginsFolder? plugins = null, bool isShortened = true)
    {
        var started = new MonitoredApplication(plugins ?? new PluginsFolder().AddHello().AddFixture());
        try
        {
            await started.StartOwnAsync(isShortened);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <returns>The series of a query's result.</returns>
    public async Task<JsonArray> QueryAsync(string query, CancellationToken cancellation)
    {
        using var answer = await Prometheus.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{query}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(cancellation))!["data"]!["result"]!.AsArray();
    }

    /// <returns>The value of a query's only series; <see langword="null"/> when it has none.</returns>
    public async Task<double?> ValueAsync(string query, CancellationToken cancellation)
    {
        var result = await QueryAsync(query, cancellation);
        return result.Count == 0 ? null : double.Parse(Assert.Single(result)!["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a query's only series has a value that will do.</summary>
    public Task<double?> ValueAsync(string query, Func<double, bool> isSo, CancellationToken cancellation) =>
        Eventually.GetAsync(() => ValueAsync(query, cancellation), value => value is { } now && isSo(now), cancellation, TimeSpan.FromMinutes(1));

    /// <summary>Waits until something was posted.</summary>
    public async Task<Notification> NotificationAsync(string alert, string status, CancellationToken cancellation)
    {
        var all = await Eventually.GetAsync(
            () => Task.FromResult(Notifications), all => all.Any(one => one.Alert == alert && one.Status == status), cancellation, TimeSpan.FromMinutes(1));
        return all.First(one => one.Alert == alert && one.Status == status);
    }

    /// <summary>Calls a tool as curl does.</summary>
    /// <returns>Whether it worked.</returns>
    public async Task<bool> CallAsync(string tool, object? arguments, CancellationToken cancellation)
    {
        using var content = new StringContent(HatagoApp.Call(tool, arguments));
        using var answer = await Hatago.PostAsync(new Uri("/mcp", UriKind.Relative), content, cancellation);
        var message = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!;
        return message["result"] is { } result && result["isError"]?.GetValue<bool>() is not true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in new[] { Hatago, Prometheus, Alertmanager })
            client?.Dispose();
        if (App is not null)
            await App.DisposeAsync();
        await _receiver.DisposeAsync();
        _plugins.Dispose();
        _monitoring.Dispose();
        _run.Dispose();
    }

    private async Task StartOwnAsync(bool isShortened)
    {
        _receiver.MapPost("/alerts", async (HttpRequest request) =>
        {
            foreach (var one in Notification.Read(await new StreamReader(request.Body).ReadToEndAsync()))
                _notifications.Enqueue(one);
        });
        await _receiver.StartAsync();
        if (isShortened)
            ShortenedMonitoring.Write(_monitoring.Path);

        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Hatago_AppHost>(
        [
            $"--Hatago:RunFolder={_run.Path}", $"--Hatago:MonitoringFolder={(isShortened ? _monitoring.Path : MonitoringFolder.Path())}",
            $"--Hatago:AlertWebhook={_receiver.Urls.Single()}/alerts", $"--HATAGO_PLUGINS_DIR={_plugins.Path}",
        ]);
        App = await builder.BuildAsync();
        await App.StartAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        foreach (var resource in new[] { "hatago", "alertmanager", "prometheus" })
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, deadline.Token);
        (Hatago, Prometheus, Alertmanager) = (App.CreateHttpClient("hatago"), App.CreateHttpClient("prometheus"), App.CreateHttpClient("alertmanager"));
    }
}
