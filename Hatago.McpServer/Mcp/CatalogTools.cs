using System.Diagnostics.CodeAnalysis;
using Hatago.McpServer.Plugins;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>The SDK's collection of tools, read from the catalog's current snapshot. A swap shows at once, whole.</summary>
internal sealed class CatalogTools : McpServerPrimitiveCollection<McpServerTool>
{
    private readonly PluginCatalog _catalog;

    public CatalogTools(PluginCatalog catalog)
    {
        _catalog = catalog;
        catalog.Changed += (_, _) => RaiseChanged(); // The SDK tells sessions: tools/list_changed.
    }

    public override bool TryGetPrimitive(string name, [NotNullWhen(true)] out McpServerTool? primitive)
    {
        primitive = _catalog.Current.FindTool(name)?.Tool.Tool;
        return primitive is not null;
    }

    public override IEnumerator<McpServerTool> GetEnumerator() =>
        _catalog.Current.Plugins.SelectMany(plugin => plugin.Tools).Select(tool => tool.Tool).GetEnumerator();
}
