using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using Hatago.McpServer.Admission;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// The way into <c>/mcp</c>: lets a bare curl be a client, decides what waits, what is refused and what goes on, and picks the transport.
/// </summary>
internal sealed class McpIngress(
    McpTransports transports, PluginCatalog catalog, OperationalTools own, ManagementPolicy management, DrainGate drain, AdmissionGate admission, TimeProvider time)
{
    private const string SessionId = "Mcp-Session-Id";
    private const string ProtocolVersion = "MCP-Protocol-Version";
    private const string FirstStatelessRevision = "2026-07-28";

    public async Task PostAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var (isRead, message) = await McpBody.ReadAsync(context, body);
        if (!isRead)
            return;

        var isLenient = McpBody.IsLenient(context.Request);
        Stream content = isLenient && McpMessage.GiveRequestAnId(message) ? new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(message)) : body;
        if (own.IsCalledBy(message))
            await ManageAsync(context, message, content);
        else if (McpMessage.MissingParameter(message) is { } parameter)
            await RefuseParameterAsync(context, message, parameter);
        else if (McpMessage.IsRequest(message))
            await CallAsync(context, message, content);
        else
            await DispatchAsync(context, message, content); // A notification or an answer: a call in flight may be waiting for it.
    }

    private static Task RefuseParameterAsync(HttpContext context, JsonNode? message, string parameter)
    {
        context.Features.GetRequiredFeature<RequestOutcome>().Fail(ErrorReason.ClientError);
        return context.RefuseAsync(StatusCodes.Status200OK, (int)McpErrorCode.InvalidParams, $"params.{parameter} is missing, or no text.", McpMessage.Id(message));
    }

    /// <summary>Management never stands behind calls, and sees a server that takes none.</summary>
    private async Task ManageAsync(HttpContext context, JsonNode? message, Stream content)
    {
        if (management.Allows(context))
            await DispatchAsync(context, message, content);
        else
            await context.RefuseAsync(StatusCodes.Status403Forbidden, McpRefusals.ServerError, $"The tool is management: {ManagementPolicy.Rule}.", McpMessage.Id(message));
    }

    private async Task CallAsync(HttpContext context, JsonNode? message, Stream content)
    {
        using var work = drain.TryEnter();
        if (work is null)
        {
            await context.RefuseDrainingAsync(McpMessage.Id(message));
            return;
        }

        if (!catalog.IsLoaded)
        {
            await context.RefuseForNowAsync(McpMessage.Id(message), "The server is starting; its plugins are not loaded yet.");
            return;
        }

        using var leave = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.Abort);
        using var slot = await EnterAsync(context, leave.Token); // Only now that the body is there: a slow sender holds none.
        if (slot is { IsAcquired: true })
            await RunAsync(context, McpMessage.Id(message), () => DispatchAsync(context, message, content));
        else if (slot is null)
            await context.RefuseDrainingAsync(McpMessage.Id(message));
        else
            await RefuseOverloadAsync(context, message);
    }

    private async Task RunAsync(HttpContext context, RequestId id, Func<Task> dispatch)
    {
        var hangUp = context.RequestAborted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        var called = new CalledRequest(id, context.Features.GetRequiredFeature<RequestOutcome>(), end, hangUp);
        context.Features.Set(called);
        CalledRequest.Current = called;
        context.RequestAborted = end.Token;
        try
        {
            await dispatch();
        }
        catch (OperationCanceledException) when (called.IsCancelled && !hangUp.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status202Accepted; // Nothing is said, as of a notification.
        }
        finally
        {
            context.RequestAborted = hangUp;
            await called.WhenEndedAsync(time);
        }
    }

    /// <returns>The answer of the gate, or <see langword="null"/> when the process ends before there is one.</returns>
    private async ValueTask<RateLimitLease?> EnterAsync(HttpContext context, CancellationToken leave)
    {
        try
        {
            return await admission.EnterAsync(leave);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Task RefuseOverloadAsync(HttpContext context, JsonNode? message)
    {
        context.Features.GetRequiredFeature<RequestOutcome>().Fail(ErrorReason.Overload);
        return context.RefuseForNowAsync(McpMessage.Id(message), "The server is at its limit of calls; try again later.");
    }

    private Task DispatchAsync(HttpContext context, JsonNode? message, Stream content)
    {
        var request = context.Request;
        request.Body = content;
        request.Body.Position = 0;
        request.ContentLength = content.Length;
        request.ContentType = "application/json";

        var transport = NeedsSession(request, message) ? transports.WithSessions : transports.WithoutSessions;
        var handler = transport[HttpMethods.Post];
        return McpBody.IsLenient(request) && JsonAnswer.IsWanted(request) ? JsonAnswer.RunAsync(context, handler) : handler(context);
    }

    private bool NeedsSession(HttpRequest request, JsonNode? message) => transports.HasSessions
        && (request.Headers.ContainsKey(SessionId)
            || McpMessage.Method(message as JsonObject) == RequestMethods.Initialize
            || string.CompareOrdinal(request.Headers[ProtocolVersion], FirstStatelessRevision) >= 0);
}
