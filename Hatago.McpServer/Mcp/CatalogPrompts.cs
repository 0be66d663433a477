using System.Diagnostics.CodeAnalysis;
using Hatago.McpServer.Plugins;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>The SDK's collection of prompts, read from the catalog's current snapshot.</summary>
internal sealed class CatalogPrompts : McpServerPrimitiveCollection<McpServerPrompt>
{
    private readonly PluginCatalog _catalog;

    public CatalogPrompts(PluginCatalog catalog)
    {
        _catalog = catalog;
        catalog.Changed += (_, _) => RaiseChanged();
    }

    public override bool TryGetPrimitive(string name, [NotNullWhen(true)] out McpServerPrompt? primitive)
    {
        primitive = _catalog.Current.FindPrompt(name)?.Prompt.Prompt;
        return primitive is not null;
    }

    public override IEnumerator<McpServerPrompt> GetEnumerator() =>
        _catalog.Current.Plugins.SelectMany(plugin => plugin.Prompts).Select(prompt => prompt.Prompt).GetEnumerator();
}
