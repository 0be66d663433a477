using System.Reflection;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>A tool under the name that clients see, with the checks of its arguments.</summary>
internal sealed class CheckedTool(McpServerTool tool, MethodInfo method)
{
    private readonly SchemaCheck _arguments = SchemaCheck.Parse(tool.ProtocolTool.InputSchema.GetRawText());

    public McpServerTool Tool => tool;

    public string Name => tool.ProtocolTool.Name;

    /// <returns>What is wrong with the arguments, each problem naming its argument; empty when nothing is.</returns>
    public IReadOnlyList<string> Problems(IDictionary<string, JsonElement>? arguments) =>
        _arguments.Problems(JsonSerializer.SerializeToNode(arguments ?? new Dictionary<string, JsonElement>()));

    /// <returns>What of the arguments the method's parameters cannot hold, though the schema allows it.</returns>
    public IReadOnlyList<string> Misfits(IDictionary<string, JsonElement>? arguments) => ArgumentBinding.Misfits(method, arguments);
}
