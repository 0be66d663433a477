using Hatago.McpServer.Mcp;
using Hatago.McpServer.Slo;
using Hatago.PluginLoading;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// The first and the last steps of a request's way to a plugin: it is found, once, and a tool's arguments are checked before
/// anything stands in their way; its code runs in a scope of the plugin's own container. What it throws goes to the steps around it.
/// </summary>
internal sealed class PluginCalls(PluginCatalog catalog, SloMetrics metrics)
{
    public McpRequestHandler<ListToolsRequestParams, ListToolsResult> ListTools(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellation) =>
        {
            var result = await next(request, cancellation);
            result.Tools = [.. result.Tools.Select(tool => catalog.Current.FindTool(tool.Name)?.Tool.Listed() ?? tool)];
            return result;
        };

    public McpRequestHandler<CallToolRequestParams, CallToolResult> FindTool(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) => FindAsync(request, snapshot => snapshot.FindTool(request.Params.Name), next, cancellation);

    public McpRequestHandler<GetPromptRequestParams, GetPromptResult> FindPrompt(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        (request, cancellation) => FindAsync(request, snapshot => snapshot.FindPrompt(request.Params.Name), next, cancellation);

    public McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> FindResource(McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) =>
        (request, cancellation) => FindAsync(request, snapshot => snapshot.FindResource(request.Params.Uri), next, cancellation);

    public McpRequestHandler<CompleteRequestParams, CompleteResult> FindCompleted(McpRequestHandler<CompleteRequestParams, CompleteResult> next) =>
        (request, cancellation) => request.Params is { Ref: { } reference, Argument: { Name: { } argument, Value: not null } }
            ? FindAsync(request, snapshot => snapshot.FindCompleted(reference, argument), next, cancellation)
            : throw new McpProtocolException("ref and argument, with name and value, must not be null.", McpErrorCode.InvalidParams);

    public McpRequestHandler<CallToolRequestParams, CallToolResult> CheckArguments(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) =>
        {
            if (PluginLease<CheckedTool>.Of(request) is not { Plugin: var plugin, Target: var tool }
                || tool.Problems(request.Params.Arguments) is not { Count: > 0 } problems)
            {
                return next(request, cancellation);
            }

            CalledRequest.Current?.Outcome.Fail(ErrorReason.ClientError);
            CalledRequest.Current?.Outcome.Tool = (plugin.Name, tool.Name, ToolOutcome.ToolError);
            metrics.ToolRefused(plugin.Name, tool.Name, ToolOutcome.ToolError);
            return new(Refusal.Of(Refusal.InvalidArguments, Invalid("tool", tool.Name, problems)));
        };

    public static McpRequestHandler<GetPromptRequestParams, GetPromptResult> CheckArguments(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        (request, cancellation) => PluginLease<CheckedPrompt>.Of(request)?.Target is { } prompt && prompt.Problems(request.Params.Arguments) is { Count: > 0 } problems
            ? throw new McpProtocolException(Invalid("prompt", prompt.Name, problems), McpErrorCode.InvalidParams)
            : next(request, cancellation);

    public static McpRequestHandler<CallToolRequestParams, CallToolResult> CallTool(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        async (request, cancellation) =>
        {
            if (PluginLease<CheckedTool>.Of(request) is not { Plugin: var plugin, Target: var tool })
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

    public static McpRequestHandler<GetPromptRequestParams, GetPromptResult> GetPrompt(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        async (request, cancellation) =>
        {
            if (PluginLease<CheckedPrompt>.Of(request) is not { Plugin: var plugin, Target: var prompt })
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = prompt.Prompt;
            return await next(request, cancellation);
        };

    public static McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> ReadResource(McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) =>
        async (request, cancellation) =>
        {
            if (PluginLease<CheckedResource>.Of(request) is not { Plugin: var plugin, Target: var resource })
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = resource.Resource;
            return await resource.Resource.ReadAsync(request, cancellation);
        };

    public static McpRequestHandler<CompleteRequestParams, CompleteResult> Complete(McpRequestHandler<CompleteRequestParams, CompleteResult> next) =>
        async (request, cancellation) =>
        {
            if (PluginLease<CompletedArguments>.Of(request) is not { Plugin: var plugin, Target: var arguments })
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            return await arguments.CompleteAsync(scope.ServiceProvider, request.Params, cancellation);
        };

    private async ValueTask<TResult> FindAsync<TParams, TResult, TTarget>(
        RequestContext<TParams> request, Func<CatalogSnapshot, (LoadedPlugin, TTarget)?> find, McpRequestHandler<TParams, TResult> next, CancellationToken cancellation)
        where TTarget : class
    {
        using var lease = catalog.Lease(find);
        lease?.Bind(request);
        return await next(request, cancellation);
    }

    private static string Invalid(string kind, string name, IReadOnlyList<string> problems) => $"Invalid arguments for {kind} '{name}': {string.Join("; ", problems)}";
}
