using System.Collections.Concurrent;
using Hatago.McpServer.Plugins;
using Hatago.PluginLoading;

namespace Hatago.McpServer.Slo;

/// <summary>What this process saw of its service, and of the tools that promise something.</summary>
internal sealed class Slis(PluginCatalog catalog, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Plugin, string Tool), SliCounts> _tools = [];

    public DateTime Since { get; } = time.GetUtcNow().UtcDateTime;

    public SliCounts Service { get; } = new(SloWindows.Budget, time);

    /// <summary>The tools that are served now and promise something.</summary>
    public IEnumerable<(string Plugin, CheckedTool Tool)> Promising =>
        from plugin in catalog.Current.Plugins
        from tool in plugin.Tools
        where tool.IsPromising
        select (plugin.Name, tool);

    public SliCounts Of(string plugin, string tool) => _tools.GetOrAdd((plugin, tool), _ => new(SloWindows.Hour, time));

    /// <summary>A tool was called. There is no duration when the tool never saw the call.</summary>
    public void Called(string plugin, string tool, bool isFailure, TimeSpan? duration)
    {
        if (!_tools.TryGetValue((plugin, tool), out var counts))
            return; // It promises nothing.

        counts.Answered(isFailure);
        if (duration is { } took)
            counts.Took(took);
    }
}
