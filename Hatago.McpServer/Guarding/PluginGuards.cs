using System.Runtime.CompilerServices;
using Hatago.McpServer.Plugins;
using Hatago.PluginLoading;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly.Telemetry;

namespace Hatago.McpServer.Guarding;

/// <summary>The guard of each plugin that is served. A new version of a plugin begins with a new one; that of the old version goes with it.</summary>
internal sealed class PluginGuards(
    PluginCatalog catalog, IOptions<GuardingOptions> options, IOptions<TelemetryOptions> telemetry, TimeProvider time, ILogger<PluginGuards> logger)
{
    /// <summary>Polly's metrics go out over OTLP; what its log would say, ours says with the plugin's name.</summary>
    private readonly TelemetryOptions _telemetry = new(telemetry.Value) { LoggerFactory = NullLoggerFactory.Instance };

    private readonly ConditionalWeakTable<LoadedPlugin, PluginGuard> _guards = [];

    public IReadOnlyList<(string Plugin, PluginGuard Guard)> All => [.. catalog.Current.Plugins.Select(plugin => (plugin.Name, Of(plugin)))];

    public PluginGuard Of(LoadedPlugin plugin) => _guards.GetValue(plugin, Create);

    private PluginGuard Create(LoadedPlugin plugin)
    {
        using (ExecutionContext.SuppressFlow()) // Polly's breaker starts a task that lives as long as it: not with the correlation id of the call that came first.
            return new(plugin, options.Value, _telemetry, time, logger);
    }
}
