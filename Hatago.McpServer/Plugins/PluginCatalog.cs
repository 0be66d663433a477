using Hatago.PluginLoading;

namespace Hatago.McpServer.Plugins;

/// <summary>Holds the current snapshot; a new one replaces it in one step.</summary>
internal sealed class PluginCatalog
{
    private volatile CatalogSnapshot? _current;

    /// <summary>Raised after a swap: what clients were told is out of date.</summary>
    public event EventHandler? Changed;

    /// <summary>Raised with the URI of a resource whose plugin says that it has changed.</summary>
    public event Action<string>? ResourceChanged;

    public CatalogSnapshot Current => _current ?? CatalogSnapshot.Empty;

    /// <summary>False until the plugins have been loaded for the first time.</summary>
    public bool IsLoaded => _current is not null;

    public void Swap(CatalogSnapshot next)
    {
        var previous = Interlocked.Exchange(ref _current, next);
        if (previous is null || !previous.Plugins.SequenceEqual(next.Plugins))
            Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>A plugin speaks of its own resources only.</summary>
    public void ResourceUpdated(string plugin, string uri)
    {
        if (Current.FindResource(uri)?.Plugin.Name == plugin)
            ResourceChanged?.Invoke(uri);
    }

    /// <summary>Finds something and holds its plugin, so that no swap takes the code away before the lease ends.</summary>
    public PluginLease<T>? Lease<T>(Func<CatalogSnapshot, (LoadedPlugin Plugin, T Target)?> find) where T : class
    {
        while (find(Current) is var (plugin, target))
        {
            if (plugin.TryEnter())
                return new(plugin, target);
            // Retired between the two steps, which happens after it left the catalog: look again.
        }

        return null;
    }
}
