using System.Text.Json;
using Hatago.McpServer.Slo;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// The last step of a request's way: runs a plugin's code in a scope of the plugin's own container, and turns what it
/// throws into an answer that tells the caller no more than that it failed.
/// </summary>
internal sealed class PluginCalls(
    PluginCatalog catalog, SloMetrics metrics, IHttpContextAccessor http, TimeProvider time, ILogger<PluginCalls> logger)
{
    public McpRequestHandler<CallToolRequestParams, CallToolResult> CallTool(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        async (request, cancellation) =>
        {
            if (catalog.Current.FindTool(request.Params.Name) is not var (plugin, tool))
                return await next(request, cancellation); // The SDK answers: unknown tool.

            var start = time.GetTimestamp();
            var (result, outcome) = await CallAsync(plugin, tool, request, next, cancellation);
            metrics.ToolCalled(plugin.Name, tool.Name, outcome, time.GetElapsedTime(start));
            return result;
        };

    public McpRequestHandler<GetPromptRequestParams, GetPromptResult> GetPrompt(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        async (request, cancellation) =>
        {
            if (catalog.Current.FindPrompt(request.Params.Name) is not var (plugin, prompt))
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = prompt;
            return await GuardAsync("Prompt", plugin, request.Params.Name, () => next(request, cancellation), cancellation);
        };

    public McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> ReadResource(McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) =>
        async (request, cancellation) =>
        {
            if (catalog.Current.FindResource(request.Params.Uri) is not var (plugin, resource))
                return await next(request, cancellation);

            await using var scope = plugin.Services.CreateAsyncScope();
            request.Services = scope.ServiceProvider;
            request.MatchedPrimitive = resource;
            return await GuardAsync("Resource", plugin, request.Params.Uri, () => resource.ReadAsync(request, cancellation), cancellation);
        };

    private async Task<(CallToolResult Result, string Outcome)> CallAsync(
        LoadedPlugin plugin,
        PluginTool tool,
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellation)
    {
        if (tool.Problems(request.Params.Arguments) is { Count: > 0 } problems)
        {
            Fail(ErrorReason.ClientError);
            return (Error($"Invalid arguments for tool '{tool.Name}': {string.Join("; ", problems)}", "invalid_arguments"), ToolOutcome.ToolError);
        }

        await using var scope = plugin.Services.CreateAsyncScope();
        request.Services = scope.ServiceProvider;
        request.MatchedPrimitive = tool.Tool;
        try
        {
            var result = await next(request, cancellation);
            return (result, result.IsError is true ? ToolOutcome.ToolError : ToolOutcome.Ok);
        }
        catch (McpException deliberate) when (deliberate is not McpProtocolException)
        {
            return (Error(deliberate.Message, reason: null), ToolOutcome.ToolError); // The SDK's way for a tool to tell its caller what is wrong.
        }
        catch (Exception failure) when (IsFailure(failure, cancellation))
        {
            logger.ToolFailed(plugin.Name, tool.Name, failure);
            Fail(ErrorReason.ToolFailure);
            return (Error($"Tool '{tool.Name}' failed. The server's log has the cause.", ErrorReason.ToolFailure), ToolOutcome.Failure);
        }
    }

    private async ValueTask<T> GuardAsync<T>(string kind, LoadedPlugin plugin, string name, Func<ValueTask<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is not McpException && IsFailure(failure, cancellation))
        {
            logger.PrimitiveFailed(kind, plugin.Name, name, failure);
            Fail(ErrorReason.ToolFailure);
            throw new McpProtocolException($"{kind} '{name}' failed. The server's log has the cause.", McpErrorCode.InternalError);
        }
    }

    /// <summary>Not a failure of the plugin: the caller cancelled, a protocol error on purpose, a question back to the client (SEP-2322).</summary>
    private static bool IsFailure(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException => !cancellation.IsCancellationRequested,
        McpProtocolException or InputRequiredException => false,
        _ => true,
    };

    private void Fail(string reason) => http.HttpContext?.Features.Get<RequestOutcome>()?.Fail(reason);

    private static CallToolResult Error(string text, string? reason) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = reason is null ? null : JsonSerializer.SerializeToElement(new Refusal(reason), RefusalJson.Default.Refusal),
    };
}
