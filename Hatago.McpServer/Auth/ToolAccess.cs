using System.Security.Claims;
using System.Text.Json.Nodes;
using Hatago.McpServer.Mcp;
using Hatago.McpServer.Plugins;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Auth;

/// <summary>Which tools of plugins someone may see and call. (Hatago's own are <see cref="ManagementPolicy"/>'s.)</summary>
internal sealed class ToolAccess(IOptions<AuthOptions> options, PluginCatalog catalog, IHttpContextAccessor http)
{
    private readonly AuthOptions _options = options.Value;

    /// <summary>What is missing to do what a message asks, before the SDK has read it; nothing for most of them.</summary>
    public MissingRight? Missing(ClaimsPrincipal user, JsonNode? message) => McpMessage.Method(message as JsonObject) switch
    {
        RequestMethods.ToolsCall => McpMessage.Name(message) is { } tool ? MissingFor(user, tool) : MissingCall(user),
        RequestMethods.PromptsGet or RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.CompletionComplete => MissingCall(user),
        _ => null,
    };

    /// <summary>What one may not call is not there.</summary>
    public McpRequestHandler<ListToolsRequestParams, ListToolsResult> Hide(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellation) =>
        {
            var result = await next(request, cancellation);
            var user = User;
            result.Tools = [.. result.Tools.Where(tool => catalog.Current.FindTool(tool.Name) is null || MissingFor(user, tool.Name) is null)];
            return result;
        };

    /// <summary>Asked again where the SDK has read the name: whatever a message looked like before, this is what runs.</summary>
    public McpRequestHandler<CallToolRequestParams, CallToolResult> Guard(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) => catalog.Current.FindTool(request.Params.Name) is not null && MissingFor(User, request.Params.Name) is { } missing
            ? throw new McpProtocolException(missing.Message, McpErrorCode.InvalidParams)
            : next(request, cancellation);

    /// <summary>Whoever is not known has no rights.</summary>
    private ClaimsPrincipal User => http.HttpContext?.User ?? new();

    private MissingRight? MissingFor(ClaimsPrincipal user, string tool)
    {
        if (MissingCall(user) is { } missing)
            return missing;

        ToolRule[] rules = [.. _options.ToolRules.Where(rule => rule.IsFor(tool))];
        if (rules.Length == 0 || rules.Any(rule => rule.HasClaims(user) && rule.HasScopes(user)))
            return null;

        return rules.FirstOrDefault(rule => rule.HasClaims(user)) is { } rule // More scopes are all that is missing.
            ? new($"The tool '{tool}' needs a token of scope {string.Join(' ', rule.Scopes)}.", [_options.AuthScope, .. rule.Scopes])
            : new($"The tool '{tool}' is not for this user.", []);
    }

    private MissingRight? MissingCall(ClaimsPrincipal user) => _options.RequireAuth && !user.HasScope(_options.AuthScope)
        ? new($"This needs a token of scope {_options.AuthScope}.", [_options.AuthScope])
        : null;
}
