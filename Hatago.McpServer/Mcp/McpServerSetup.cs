using System.Text.Json;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Guarding;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults.Logging.Redaction;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>What the SDK's server is: its name, what it serves, and the steps that every message passes.</summary>
internal sealed class McpServerSetup(
    PluginCatalog catalog, OperationalTools own, ToolAccess access, CallGuard guard, PluginCalls calls, CatalogResources resources, ResourceSubscriptions subscriptions,
    LogRedactor redactor, IHttpContextAccessor http, ILogger<McpServerSetup> logger)
    : IConfigureOptions<McpServerOptions>
{
    private static readonly Implementation Self = new()
    {
        Name = "hatago",
        Title = "Hatago",
        Version = typeof(McpServerSetup).Assembly.GetName().Version!.ToString(3),
    };

    private readonly CatalogTools _tools = new(catalog, own);
    private readonly CatalogPrompts _prompts = new(catalog);

    public void Configure(McpServerOptions options)
    {
        options.ServerInfo = Self;
        options.ToolCollection = _tools;
        options.PromptCollection = _prompts;
        options.Handlers.ListResourcesHandler = resources.ListAsync;
        options.Handlers.ListResourceTemplatesHandler = resources.ListTemplatesAsync;
        options.Handlers.ReadResourceHandler = resources.ReadAsync;
        options.Handlers.SubscribeToResourcesHandler = subscriptions.SubscribeAsync;
        options.Handlers.UnsubscribeFromResourcesHandler = subscriptions.UnsubscribeAsync;
        options.Handlers.CompleteHandler = CatalogCompletions.CompleteAsync;

        var steps = options.Filters.Request; // The first added is the outermost.
        steps.ListToolsFilters.Add(own.Hide);
        steps.ListToolsFilters.Add(access.Hide);
        steps.ListToolsFilters.Add(calls.ListTools);
        steps.CallToolFilters.Add(own.Guard);
        steps.CallToolFilters.Add(access.Guard);
        steps.CallToolFilters.Add(calls.FindTool);
        steps.CallToolFilters.Add(calls.CheckArguments);
        steps.CallToolFilters.Add(guard.CallTool);
        steps.CallToolFilters.Add(PluginCalls.CallTool);
        steps.GetPromptFilters.Add(calls.FindPrompt);
        steps.GetPromptFilters.Add(PluginCalls.CheckArguments);
        steps.GetPromptFilters.Add(guard.GetPrompt);
        steps.GetPromptFilters.Add(PluginCalls.GetPrompt);
        steps.ReadResourceFilters.Add(calls.FindResource);
        steps.ReadResourceFilters.Add(guard.ReadResource);
        steps.ReadResourceFilters.Add(PluginCalls.ReadResource);
        steps.CompleteFilters.Add(calls.FindCompleted);
        steps.CompleteFilters.Add(guard.Complete);
        steps.CompleteFilters.Add(PluginCalls.Complete);
        options.Filters.Message.IncomingFilters.Add(BlameCaller);
        options.Filters.Message.OutgoingFilters.Add(CountErrors);
        options.Filters.Message.OutgoingFilters.Add(TellAnswered);
    }

    /// <summary>Parameters that are none of their method: the SDK would answer "internal error". A plugin's own exceptions end before this.</summary>
    private static McpMessageHandler BlameCaller(McpMessageHandler next) => async (message, cancellation) =>
    {
        try
        {
            await next(message, cancellation);
        }
        catch (JsonException misfit)
        {
            throw new McpProtocolException("The parameters do not fit the method.", misfit, McpErrorCode.InvalidParams);
        }
    };

    private static McpMessageHandler TellAnswered(McpMessageHandler next) => async (message, cancellation) =>
    {
        await next(message, cancellation);
        if (message.JsonRpcMessage is JsonRpcResponse or JsonRpcError)
            CalledRequest.Current?.Answered();
    };

    /// <summary>A JSON-RPC error inside an HTTP 200 is a failure too. -32603 is ours; every other code is the caller's.</summary>
    private McpMessageHandler CountErrors(McpMessageHandler next) => (message, cancellation) =>
    {
        if (message.JsonRpcMessage is JsonRpcError { Error: { } error })
        {
            var isOurs = error.Code == (int)McpErrorCode.InternalError;
            http.HttpContext?.Features.Get<RequestOutcome>()?.Fail(isOurs ? ErrorReason.Exception : ErrorReason.ClientError);
            if (isOurs)
                logger.InternalErrorAnswered(error.Message);
            error.Message = redactor.Text(error.Message); // It may repeat what it was sent.
        }

        return next(message, cancellation);
    };
}
