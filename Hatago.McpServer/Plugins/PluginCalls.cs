using Hatago.McpServer.Mcp;
using Hatago.McpServer.Slo;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// The last steps of a request's way: a tool's arguments are checked before anything stands in their way, and a plugin's
/// code runs in a scope of the plugin's own container. What it throws goes to the steps around it.
/// </summary>
internal sealed class PluginCalls(PluginCatalog catalog, SloMetrics metrics)
{
    public McpRequestHandler<CallToolRequestParams, CallToolResult> CheckArguments(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) =>
        {
            if (catalog.Current.FindTool(request.Params.Name) is not var (plugin, tool)
                || tool.Problems(request.Params.Arguments) is not { Count: > 0 } problems)
            {
                return next(request, cancellation);
            }

            CalledRequest.Current?.Outcome.Fail(ErrorReason.ClientError);
            metrics.ToolRefused(plugin.Name, tool.Name, ToolOutcome.ToolError);
            return new(Refusal.Of(Refusal.InvalidArguments, Invalid("tool", tool.Name, problems)));
        };

    public McpRequestHandler<GetPromptRequestParams, GetPromptResult> CheckArguments(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        (request, cancellation) => catalog.Current.FindPrompt(request.Params.Name) is var (_, prompt) && prompt.Problems(request.Params.Arguments) is { Count: > 0 } problems
            ? throw new McpProtocolException(Invalid("prompt", prompt.Name, problems), McpErrorCode.InvalidParams)
            : next(request, cancellation);

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
            catch (Exception unbound) when (unbound is not McpException && tool.Misfits(request.Params.Arguments) is { Count: > 0 } misfits)
            {
                throw new InvalidArgumentsException(Invalid("tool", tool.Name, misfits));
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
            request.MatchedPrimitive = prompt.Prompt;
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

    private static string Invalid(string kind, string name, IReadOnlyList<string> problems) => $"Invalid arguments for {kind} '{name}': {string.Join("; ", problems)}";
}
