using Hatago.McpServer.Slo;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Plugins;

/// <summary>Loads every plugin once the server has started to listen, so that probes answer meanwhile.</summary>
internal sealed class PluginsService(
    PluginCatalog catalog, PluginLoader loader, SloMetrics slo, PluginMetrics metrics, IOptions<PluginsOptions> options, ILogger<PluginsService> logger) : BackgroundService
{
    private CatalogSnapshot _loaded = CatalogSnapshot.Empty;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var folder in Folders())
        {
            stoppingToken.ThrowIfCancellationRequested();
            var beside = _loaded;
            var loading = Task.Run(() => loader.LoadAsync(folder, beside), CancellationToken.None); // It runs a plugin's code, which may not return.
            var (plugin, refused, exception) = await loading.WaitAsync(stoppingToken);
            if (plugin is not null)
            {
                _loaded = new(_loaded.Plugins.Add(plugin), _loaded.Refused);
                metrics.Listed(plugin.Name);
                metrics.Happened(plugin.Name, PluginEvent.Load);
                logger.PluginLoaded(plugin.Name, plugin.Manifest.Version, plugin.Tools.Count, plugin.Prompts.Count, plugin.Resources.Count);
            }

            if (refused is not null)
            {
                _loaded = new(_loaded.Plugins, _loaded.Refused.Add(refused));
                metrics.Failed(refused.Name, PluginEvent.Load);
                logger.PluginRefused(refused.Name, string.Join("; ", refused.Reasons), exception);
            }
        }

        foreach (var plugin in _loaded.Plugins)
        {
            foreach (var tool in plugin.Tools)
                slo.ToolListed(plugin.Name, tool.Name);
        }

        catalog.Swap(_loaded);
        logger.PluginsLoaded(_loaded.Plugins.Length, _loaded.Refused.Length);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        catalog.Swap(CatalogSnapshot.Empty);
        await Task.WhenAll(_loaded.Plugins.Select(plugin => UnloadAsync(plugin, cancellationToken)));
    }

    private async Task UnloadAsync(LoadedPlugin plugin, CancellationToken cancellation)
    {
        try
        {
            await Task.Run(() => plugin.DisposeAsync().AsTask(), CancellationToken.None).WaitAsync(cancellation);
            metrics.Happened(plugin.Name, PluginEvent.Unload);
        }
        catch (Exception exception)
        {
            logger.PluginLeftBehind(plugin.Name, exception); // Its code failed or hangs; the process ends without it.
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
