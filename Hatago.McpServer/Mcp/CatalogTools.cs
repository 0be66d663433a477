using System.Diagnostics.CodeAnalysis;
using Hatago.McpServer.Plugins;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>The SDK's collection of tools: Hatago's own, and those of the catalog's current snapshot. A swap shows at once, whole.</summary>
internal sealed class CatalogTools : McpServerPrimitiveCollection<McpServerTool>
{
    private readonly PluginCatalog _catalog;
    private readonly OperationalTools _own;

    public CatalogTools(PluginCatalog catalog, OperationalTools own)
    {
        (_catalog, _own) = (catalog, own);
        catalog.Changed += (_, _) => RaiseChanged(); // The SDK tells sessions: tools/list_changed.
    }

    public override bool TryGetPrimitive(string name, [NotNullWhen(true)] out McpServerTool? primitive)
    {
        primitive = _own.Find(name) ?? _catalog.Current.FindTool(name)?.Tool.Tool;
        return primitive is not null;
    }

    public override IEnumerator<McpServerTool> GetEnumerator() =>
        _own.All.Concat(_catalog.Current.Plugins.SelectMany(plugin => plugin.Tools).Select(tool => tool.Tool)).GetEnumerator();
}
