using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hatago.Tests.AppHost;

/// <summary>The whole application, as its AppHost describes it, with the real Prometheus and Alertmanager; and a receiver of alerts.</summary>
public sealed class ApplicationFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _receiver = Peer.Create();

    public DistributedApplication App { get; private set; } = null!;

    /// <summary>What Alertmanager has posted.</summary>
    public ConcurrentQueue<string> Alerts { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _receiver.MapPost("/alerts", async (HttpRequest request) => Alerts.Enqueue(await new StreamReader(request.Body).ReadToEndAsync()));
        await _receiver.StartAsync();

        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Hatago_AppHost>(
            [$"--Hatago:RunFolder={_folder.Path}", $"--Hatago:AlertWebhook={_receiver.Urls.Single()}/alerts", $"--HATAGO_PLUGINS_DIR={Path.GetDirectoryName(Repository.HelloPlugin)}"]);
        App = await builder.BuildAsync();
        await App.StartAsync();
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        foreach (var resource in new[] { "hatago", "alertmanager", "prometheus" })
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }
}
