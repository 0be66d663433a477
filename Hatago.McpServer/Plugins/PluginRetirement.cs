using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Plugins;

/// <summary>What becomes of a plugin that is not served any more: its calls finish, then its code goes.</summary>
internal sealed class PluginRetirement(PluginMetrics metrics, IOptions<PluginsOptions> options, TimeProvider time, ILogger<PluginRetirement> logger)
{
    /// <summary>Beyond the longest call: it has to be answered too.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task _all = Task.CompletedTask;

    /// <summary>Completes when all that began have ended.</summary>
    public Task Completion
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    /// <summary>The plugin has left the catalog: no call finds it any more.</summary>
    public void Begin(ServedPlugin plugin)
    {
        lock (_lock)
            _all = Task.WhenAll(_all, RetireAsync(plugin));
    }

    /// <summary>A plugin that started too late is not wanted any more, once it has.</summary>
    public static void Abandon(Task<LoadResult> loading) => _ = AbandonAsync(loading);

    public async Task UnloadAsync(ServedPlugin plugin, CancellationToken cancellation)
    {
        var (name, version) = (plugin.Plugin.Name, plugin.Plugin.Manifest.Version);
        try
        {
            await Task.Run(() => plugin.DisposeAsync().AsTask(), CancellationToken.None).WaitAsync(cancellation);
            metrics.Happened(name, PluginEvent.Unload);
            logger.PluginUnloaded(name, version);
        }
        catch (Exception exception)
        {
            logger.PluginLeftBehind(name, exception); // Its code failed or hangs; the server goes on without it.
        }
    }

    private async Task RetireAsync(ServedPlugin plugin)
    {
        var longest = plugin.Plugin.Manifest.TimeoutMs is { } limit ? TimeSpan.FromMilliseconds(limit) : options.Value.Timeout;
        await plugin.Plugin.RetireAsync().WaitAsync(longest + Grace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var grace = new CancellationTokenSource(Grace, time);
        await UnloadAsync(plugin, grace.Token);
    }

    private static async Task AbandonAsync(Task<LoadResult> loading)
    {
        if ((await loading).Plugin is { } late)
            await late.DisposeAsync();
    }
}
