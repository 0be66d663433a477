using System.Text.Json;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>A tool under the name that clients see, with the check of its arguments.</summary>
internal sealed class PluginTool(McpServerTool tool)
{
    private readonly SchemaCheck _arguments = SchemaCheck.Parse(tool.ProtocolTool.InputSchema.GetRawText());

    public McpServerTool Tool => tool;

    public string Name => tool.ProtocolTool.Name;

    /// <returns>What is wrong with the arguments, each problem naming its argument; empty when nothing is.</returns>
    public IReadOnlyList<string> Problems(IDictionary<string, JsonElement>? arguments) =>
        _arguments.Problems(JsonSerializer.SerializeToNode(arguments ?? new Dictionary<string, JsonElement>()));
}
