using System.ComponentModel;
using ModelContextProtocol.Server;

namespace StartPlugin;

[McpServerToolType]
public static class StartTools
{
    [McpServerTool(Name = "start.noop"), Description("Does nothing.")]
    public static string Noop() => "";
}
