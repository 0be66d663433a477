using Hatago.McpServer.Slo;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// The last steps of a request's way: a tool's arguments are checked before anything stands in their way, and a plugin's
/// code runs in a scope of the plugin's own container. What it throws goes to the steps around it.
/// </summary>
internal sealed class PluginCalls(PluginCatalog catalog, SloMetrics metrics, IHttpContextAccessor http)
{
    public McpRequestHandler<CallToolRequestParams, CallToolResult> CheckArguments(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) =>
        {
            if (catalog.Current.FindTool(request.Params.Name) is not var (plugin, tool)
                || tool.Problems(request.Params.Arguments) is not { Count: > 0 } problems)
            {
                return next(request, cancellation);
            }

            http.HttpContext?.Features.Get<RequestOutcome>()?.Fail(ErrorReason.ClientError);
            metrics.ToolRefused(plugin.Name, tool.Name, ToolOutcome.ToolError);
            return new(Refusal.Of("invalid_arguments", $"Invalid arguments for tool '{tool.Name}': {string.Join("; ", problems)}"));
        };

    public McpRequestHandler<CallToolRequestParams, CallToolResult> CallTool(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        async (request, cancellation) =>
        {
            if (catalog.Current.FindTool(request.Params.Name) is not var (plugin, tool))
                return await next(request, cancellation); // Hatago's own, or the SDK answers: unknown tool.

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = tool.Tool;
            try
            {
                return await next(request, cancellation);
            }
            catch (McpException deliberate) when (deliberate is not McpProtocolException)
            {
                return new() { IsError = true, Content = [new TextContentBlock { Text = deliberate.Message }] }; // The SDK's way for a tool to tell its caller what is wrong.
            }
        };

    public McpRequestHandler<GetPromptRequestParams, GetPromptResult> GetPrompt(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        async (request, cancellation) =>
        {
            if (catalog.Current.FindPrompt(request.Params.Name) is not var (plugin, prompt))
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = prompt;
            return await next(request, cancellation);
        };

    public McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> ReadResource(McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) =>
        async (request, cancellation) =>
        {
            if (catalog.Current.FindResource(request.Params.Uri) is not var (plugin, resource))
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = resource;
            return await resource.ReadAsync(request, cancellation);
        };
}
