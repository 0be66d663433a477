using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Slo;
using Hatago.PluginLoading;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>The tools that Hatago itself brings, beside those of plugins.</summary>
internal sealed class OperationalTools(
    IEnumerable<IOperationalTools> features, IOptions<PluginsOptions> options, ManagementPolicy policy, IHttpContextAccessor http)
{
    private readonly FrozenDictionary<string, CheckedTool> _tools = features
        .SelectMany(feature => feature.Tools)
        .ToFrozenDictionary(tool => ToolNames.Key(tool.Name), tool => tool.Listed(ToolNames.Listed(null, tool.Name, options.Value.ToolSeparator)));

    public IEnumerable<McpServerTool> All => _tools.Values.Select(tool => tool.Tool).OrderBy(tool => tool.ProtocolTool.Name, StringComparer.Ordinal);

    public McpServerTool? Find(string name) => _tools.GetValueOrDefault(ToolNames.Key(name))?.Tool;

    /// <summary>Whether a message calls one of them. It decides only who waits; who may call is asked where the SDK has read the name.</summary>
    public bool IsCalledBy(JsonNode? message) =>
        message is JsonObject call && Text(call, "method") == RequestMethods.ToolsCall
        && Member(call, "params") is JsonObject parameters && Text(parameters, "name") is { } name && Find(name) is not null;

    public bool AreAllowed() => http.HttpContext is { } context && policy.Allows(context);

    /// <summary>Whom management is not allowed sees none of them.</summary>
    public McpRequestHandler<ListToolsRequestParams, ListToolsResult> Hide(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellation) =>
        {
            var result = await next(request, cancellation);
            if (!AreAllowed())
                result.Tools = [.. result.Tools.Where(tool => Find(tool.Name) is null)];
            return result;
        };

    /// <summary>Nor calls any: for them there is none of that name. With the right arguments, the others do.</summary>
    public McpRequestHandler<CallToolRequestParams, CallToolResult> Guard(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) =>
        {
            if (!_tools.TryGetValue(ToolNames.Key(request.Params.Name), out var tool))
                return next(request, cancellation);
            if (!AreAllowed())
                throw new McpProtocolException($"Tool '{request.Params.Name}' is management: {ManagementPolicy.Rule}.", McpErrorCode.InvalidParams);

            string[] problems = [.. tool.Problems(request.Params.Arguments), .. tool.Misfits(request.Params.Arguments)];
            if (problems.Length == 0)
                return next(request, cancellation);
            http.HttpContext?.Features.Get<RequestOutcome>()?.Fail(ErrorReason.ClientError);
            return new(Refusal.Of(Refusal.InvalidArguments, $"Invalid arguments for tool '{tool.Name}': {string.Join("; ", problems)}"));
        };

    /// <summary>The SDK reads the members of <c>params</c> whatever their case.</summary>
    private static JsonNode? Member(JsonObject parent, string name) =>
        parent.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string? Text(JsonObject parent, string name) => Member(parent, name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
