namespace Hatago.McpServer.Plugins;

/// <summary>Holds the current snapshot; a new one replaces it in one step.</summary>
internal sealed class PluginCatalog
{
    private volatile CatalogSnapshot? _current;

    /// <summary>Raised after a swap: what clients were told is out of date.</summary>
    public event EventHandler? Changed;

    public CatalogSnapshot Current => _current ?? CatalogSnapshot.Empty;

    /// <summary>False until the plugins have been loaded for the first time.</summary>
    public bool IsLoaded => _current is not null;

    public CatalogSnapshot Swap(CatalogSnapshot next)
    {
        var previous = Interlocked.Exchange(ref _current, next);
        Changed?.Invoke(this, EventArgs.Empty);
        return previous ?? CatalogSnapshot.Empty;
    }
}
