using Hatago.McpServer.Signing;
using Hatago.PluginLoading;

namespace Hatago.McpServer.Plugins;

/// <summary>A loaded plugin, the files that it runs from, and why it may.</summary>
internal sealed class ServedPlugin(LoadedPlugin plugin, StagedFolder? files, PluginDecision decision) : IAsyncDisposable
{
    public LoadedPlugin Plugin => plugin;

    /// <summary>As of the last time it was asked.</summary>
    public PluginDecision Decision { get; set; } = decision;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await plugin.DisposeAsync();
        }
        finally
        {
            files?.Dispose();
        }
    }
}
