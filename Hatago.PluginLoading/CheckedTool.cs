using System.Reflection;
using System.Text.Json;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.PluginLoading;

/// <summary>A tool under the name that clients see, with the checks of its arguments.</summary>
/// <param name="tool">The SDK's tool.</param>
/// <param name="ownName">Its name without its plugin's prefix.</param>
/// <param name="fullName">Its name with the default separator.</param>
/// <param name="objectives">What it promises.</param>
/// <param name="method">What it calls.</param>
/// <param name="json">How arguments become the parameters of the method.</param>
internal sealed class CheckedTool(McpServerTool tool, string ownName, string fullName, MethodInfo method, JsonSerializerOptions json, ToolObjectives? objectives = null)
{
    private readonly SchemaCheck _arguments = SchemaCheck.Parse(tool.ProtocolTool.InputSchema.GetRawText());

    private readonly byte[] _listed = JsonSerializer.SerializeToUtf8Bytes(tool.ProtocolTool, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(Tool)));

    public McpServerTool Tool => tool;

    /// <summary>What its plugin's manifest promises of it.</summary>
    public ToolObjectives Objectives { get; } = objectives ?? new();

    public bool IsPromising => Objectives is { Availability: not null } or { P95Ms: not null };

    public string Name => tool.ProtocolTool.Name;

    public string OwnName => ownName;

    /// <summary>As a client sees it: a copy of what it was when it was checked, whatever its plugin does to the SDK's object since.</summary>
    public Tool Listed() => (Tool)JsonSerializer.Deserialize(_listed, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(Tool)))!;

    /// <summary>As a signature pins it.</summary>
    public StatementTool Pinned()
    {
        var listed = Listed();
        return StatementTool.Of(fullName, listed.Description, listed.InputSchema);
    }

    /// <returns>What is wrong with the arguments, each problem naming its argument; empty when nothing is.</returns>
    public IReadOnlyList<string> Problems(IDictionary<string, JsonElement>? arguments) =>
        _arguments.Problems(JsonSerializer.SerializeToNode(arguments ?? new Dictionary<string, JsonElement>()));

    /// <returns>What of the arguments the method's parameters cannot hold, though the schema allows it.</returns>
    public IReadOnlyList<string> Misfits(IDictionary<string, JsonElement>? arguments) => ArgumentBinding.Misfits(method, arguments, json);
}
