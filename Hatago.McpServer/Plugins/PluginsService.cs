using Hatago.McpServer.Slo;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Plugins;

/// <summary>Loads every plugin once the server has started to listen, so that probes answer meanwhile.</summary>
internal sealed class PluginsService(
    PluginCatalog catalog, PluginLoader loader, SloMetrics slo, PluginMetrics metrics, IOptions<PluginsOptions> options, ILogger<PluginsService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = CatalogSnapshot.Empty;
        foreach (var folder in Folders())
        {
            stoppingToken.ThrowIfCancellationRequested();
            var beside = next;
            var loading = Task.Run(() => loader.LoadAsync(folder, beside), CancellationToken.None); // It runs a plugin's code, which may not return.
            var (plugin, refused, exception) = await loading.WaitAsync(stoppingToken);
            if (plugin is not null)
            {
                next = new(next.Plugins.Add(plugin), next.Refused);
                metrics.Listed(plugin.Name);
                metrics.Happened(plugin.Name, PluginEvent.Load);
                logger.PluginLoaded(plugin.Name, plugin.Manifest.Version, plugin.Tools.Count, plugin.Prompts.Count, plugin.Resources.Count);
            }

            if (refused is not null)
            {
                next = new(next.Plugins, next.Refused.Add(refused));
                metrics.Failed(refused.Name, PluginEvent.Load);
                logger.PluginRefused(refused.Name, string.Join("; ", refused.Reasons), exception);
            }
        }

        foreach (var plugin in next.Plugins)
        {
            foreach (var tool in plugin.Tools)
                slo.ToolListed(plugin.Name, tool.Name);
        }

        catalog.Swap(next);
        logger.PluginsLoaded(next.Plugins.Length, next.Refused.Length);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var plugin in catalog.Swap(CatalogSnapshot.Empty).Plugins)
        {
            try
            {
                await Task.Run(() => plugin.DisposeAsync().AsTask(), CancellationToken.None).WaitAsync(cancellationToken);
                metrics.Happened(plugin.Name, PluginEvent.Unload);
            }
            catch (Exception exception)
            {
                logger.PluginLeftBehind(plugin.Name, exception); // Its code failed or hangs; the process ends without it.
            }
        }
    }

    private DirectoryInfo[] Folders()
    {
        var folder = new DirectoryInfo(options.Value.PluginsDir);
        if (folder.Exists)
            return [.. folder.GetDirectories().Where(plugin => !plugin.Name.StartsWith('.')).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)];

        logger.PluginsFolderMissing(folder.FullName);
        return [];
    }
}
