using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Plugins;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>The tools that Hatago itself brings, beside those of plugins.</summary>
internal sealed class OperationalTools(
    IEnumerable<IOperationalTools> features, IOptions<PluginsOptions> options, ManagementPolicy policy, IHttpContextAccessor http)
{
    private readonly FrozenDictionary<string, McpServerTool> _tools = features
        .SelectMany(feature => feature.Tools)
        .ToFrozenDictionary(tool => ToolNames.Key(tool.Name), tool => tool.Listed(ToolNames.Listed(null, tool.Name, options.Value.ToolSeparator)));

    public IEnumerable<McpServerTool> All => _tools.Values.OrderBy(tool => tool.ProtocolTool.Name, StringComparer.Ordinal);

    public McpServerTool? Find(string name) => _tools.GetValueOrDefault(ToolNames.Key(name));

    /// <summary>Whether a message calls one of them.</summary>
    public bool IsCalledBy(JsonNode? message) =>
        message is JsonObject { } call && call["method"] is JsonValue method && method.TryGetValue<string>(out var name) && name == RequestMethods.ToolsCall
        && call["params"] is JsonObject parameters && parameters["name"] is JsonValue tool && tool.TryGetValue<string>(out var toolName)
        && Find(toolName) is not null;

    /// <summary>Whom management is not allowed sees none of them.</summary>
    public McpRequestHandler<ListToolsRequestParams, ListToolsResult> Hide(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellation) =>
        {
            var result = await next(request, cancellation);
            if (http.HttpContext is { } context && !policy.Allows(context))
                result.Tools = [.. result.Tools.Where(tool => Find(tool.Name) is null)];
            return result;
        };
}
