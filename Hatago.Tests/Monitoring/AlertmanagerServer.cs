using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hatago.AppHost;

namespace Hatago.Tests.Monitoring;

/// <summary>The real Alertmanager of one test, on a free port of the loopback, with the routes of <c>monitoring/</c>.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.NextFree();
    private ConsoleProcess? _process;

    private AlertmanagerServer() => Http = new() { BaseAddress = new($"http://127.0.0.1:{_port}") };

    public HttpClient Http { get; }

    /// <param name="webhook">Where its receivers post to.</param>
    /// <param name="change">Changes its configuration.</param>
    /// <param name="cancellation">Ends the waiting for its start.</param>
    public static async Task<AlertmanagerServer> StartAsync(Uri? webhook, Func<string, string>? change, CancellationToken cancellation)
    {
        var server = new AlertmanagerServer();
        try
        {
            var file = Configuration(server._folder.Path, webhook);
            if (change is not null)
                await File.WriteAllTextAsync(file, change(await File.ReadAllTextAsync(file, cancellation)), cancellation);
            server._process = new(
                MonitoringCommand.Find("prometheus-alertmanager", "alertmanager").Path,
                [$"--config.file={file}", $"--storage.path={server._folder.Path}/data", $"--web.listen-address=127.0.0.1:{server._port}", "--cluster.listen-address="],
                [], server._folder.Path);
            await Eventually.GetAsync(() => server.IsReadyAsync(cancellation), ready => ready, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies the configuration, as an AppHost does for a run.</summary>
    /// <returns>The copy.</returns>
    public static string Configuration(string folder, Uri? webhook)
    {
        var files = new MonitoringFiles(MonitoringFolder.Path(), folder);
        files.LinkAssets(MonitoringCommand.Find("prometheus-alertmanager", "alertmanager"));
        var file = Path.Combine(files.Write("alertmanager", new Dictionary<string, string>()), "alertmanager.yml");
        AlertReceivers.Write(file, webhook);
        return file;
    }

    public async Task PostAsync(CancellationToken cancellation, params object[] labels)
    {
        using var posted = await Http.PostAsJsonAsync("/api/v2/alerts", labels.Select(one => new
        {
            labels = one,
            annotations = new { summary = "It is so", description = "12 of them", runbook_url = "docs/runbooks/It.md" },
        }), cancellation);
        Assert.True(posted.IsSuccessStatusCode, await posted.Content.ReadAsStringAsync(cancellation));
    }

    /// <returns>Names of the alerts that are held back.</returns>
    public async Task<string[]> HeldAsync(CancellationToken cancellation) =>
        [.. (await Http.GetFromJsonAsync<JsonArray>("/api/v2/alerts", cancellation))!
            .Where(alert => alert!["status"]!["inhibitedBy"]!.AsArray().Count > 0)
            .Select(alert => alert!["labels"]!["alertname"]!.GetValue<string>()).Order()];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        Assert.False(_process!.HasExited, $"alertmanager ended: {_process.Errors}");
        try
        {
            using var answer = await Http.GetAsync(new Uri("/-/ready", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
