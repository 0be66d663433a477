using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Hatago.McpServer.Plugins;

/// <summary>What happens to plugins. The label <c>plugin</c> comes from folder names, <c>event</c> from <see cref="PluginEvent"/>.</summary>
internal sealed class PluginMetrics
{
    /// <summary>Anyone who can write to the plugins folder makes names; only so many of plugins that never loaded become labels.</summary>
    private const int MaxRefusedNames = 100;

    private const string OtherName = "other";

    private readonly ConcurrentDictionary<string, bool> _names = [];
    private readonly Counter<long> _events;
    private readonly Counter<long> _failures;

    public PluginMetrics(IMeterFactory meters, PluginCatalog catalog)
    {
        var meter = meters.Create("Hatago.Plugins");
        _events = meter.CreateCounter<long>("hatago_plugin_events_total", description: "What happened to plugins, by plugin and event.");
        _failures = meter.CreateCounter<long>("hatago_plugin_failures_total", description: "Of these, what failed.");
        meter.CreateObservableGauge("hatago_plugin_refused", () => Refused(catalog), description: "1 for a plugin folder that is not served as it is now, with what it is refused for.");
    }

    /// <summary>A plugin is served from now on: its series exist before its first call.</summary>
    public void Listed(string plugin)
    {
        _names[plugin] = true;
        foreach (var name in PluginEvent.All)
            _events.Add(0, new("plugin", plugin), new("event", name));
        _failures.Add(0, new("plugin", plugin), new("event", PluginEvent.Call));
    }

    public void Happened(string plugin, string name) => _events.Add(1, new("plugin", Label(plugin)), new("event", name));

    public void Failed(string plugin, string name) => _failures.Add(1, new("plugin", Label(plugin)), new("event", name));

    private IEnumerable<Measurement<int>> Refused(PluginCatalog catalog) =>
        catalog.Current.Refused.Select(one => (Plugin: Label(one.Name), Reason: one.Decision is { IsServed: false } ? "signature" : "load")).Distinct()
            .Select(one => new Measurement<int>(1, new("plugin", one.Plugin), new("reason", one.Reason)));

    private string Label(string plugin) => _names.ContainsKey(plugin) || (_names.Count < MaxRefusedNames && _names.TryAdd(plugin, false)) ? plugin : OtherName;
}
