using System.Diagnostics.Metrics;

namespace Hatago.McpServer.Plugins;

/// <summary>What happens to plugins. The label <c>plugin</c> comes from folder names, <c>event</c> from <see cref="PluginEvent"/>.</summary>
internal sealed class PluginMetrics
{
    private readonly Counter<long> _events;
    private readonly Counter<long> _failures;

    public PluginMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Hatago.Plugins");
        _events = meter.CreateCounter<long>("hatago_plugin_events_total", description: "What happened to plugins, by plugin and event.");
        _failures = meter.CreateCounter<long>("hatago_plugin_failures_total", description: "Of these, what failed.");
    }

    /// <summary>A plugin is served from now on: its series exist before its first call.</summary>
    public void Listed(string plugin)
    {
        foreach (var name in PluginEvent.All)
            _events.Add(0, new("plugin", plugin), new("event", name));
        _failures.Add(0, new("plugin", plugin), new("event", PluginEvent.Call));
    }

    public void Happened(string plugin, string name) => _events.Add(1, new("plugin", plugin), new("event", name));

    public void Failed(string plugin, string name) => _failures.Add(1, new("plugin", plugin), new("event", name));
}
