using System.ComponentModel;
using Hatago.PluginSdk;
using ModelContextProtocol.Server;

namespace FixturePlugin;

[McpServerToolType]
public static class UpdateTools
{
    [McpServerTool(Name = "update"), Description("Says that a resource has changed.")]
    public static string Update(IResourceUpdates updates, string uri)
    {
        updates.Updated(uri);
        return "told";
    }
}
