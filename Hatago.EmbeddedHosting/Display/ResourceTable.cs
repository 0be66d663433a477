using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spectre.Console;

namespace Hatago.EmbeddedHosting.Display;

/// <summary>The resources with their states and URLs, as a table.</summary>
internal sealed class ResourceTable(IResourceCollection resources)
{
    public Table Render(ResourceNotificationService notifications)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Resource", "State", "URL");
        foreach (var resource in resources)
        {
            var snapshot = notifications.TryGetCurrentState(resource.Name, out var now) ? now!.Snapshot : null;
            var isHealthy = snapshot?.HealthStatus == HealthStatus.Healthy;
            var state = isHealthy ? "Running, healthy" : snapshot?.Describe() ?? "";
            var style = isHealthy ? "green" : KnownResourceStates.TerminalStates.Contains(snapshot?.State?.Text) ? "red" : "yellow";
            var urls = snapshot?.HealthStatus is null ? [] : snapshot.Urls.Select(url => url.Url);
            table.AddRow(Markup.Escape(resource.Name), $"[{style}]{Markup.Escape(state)}[/]", Markup.Escape(string.Join('\n', urls)));
        }

        return table;
    }
}
