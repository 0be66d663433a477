using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using Hatago.McpServer.Admission;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults.Draining;
using Hatago.ServiceDefaults.Logging.Redaction;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Serilog;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// The way into <c>/mcp</c>: lets a bare curl be a client, decides what waits, what is refused and what goes on, and picks the transport.
/// </summary>
internal sealed class McpIngress(
    McpTransports transports, PluginCatalog catalog, OperationalTools own, ManagementPolicy management, ToolAccess access, BearerChallenge challenge, DrainGate drain,
    AdmissionGate admission, IDiagnosticContext record, TimeProvider time)
{
    private const string SessionId = "Mcp-Session-Id";
    private const string FirstWithoutSessions = "2026-07-28";

    public async Task PostAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var (isRead, message) = await McpBody.ReadAsync(context, body);
        if (!isRead)
            return;

        try
        {
            await TakeAsync(context, message, body);
        }
        finally
        {
            RequestRecord.Describe(record, message, context.Features.GetRequiredFeature<RequestOutcome>());
        }
    }

    private async Task TakeAsync(HttpContext context, JsonNode? message, MemoryStream body)
    {
        var isLenient = McpBody.IsLenient(context.Request);
        Stream content = isLenient && McpMessage.GiveRequestAnId(message) ? new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(message)) : body;
        var isOwn = own.IsCalledBy(message);
        if ((isOwn ? MissingForOwn(context) : access.Missing(context.User, message)) is { } missing)
            await challenge.RefuseAsync(context, missing, McpMessage.Id(message));
        else if (!IsRemoved(context.Request, message) && McpMessage.Misfit(message) is { } misfit)
            await RefuseParametersAsync(context, message, misfit);
        else if (isOwn)
            await DispatchAsync(context, message, content); // Management never stands behind calls, and sees a server that takes none.
        else if (McpMessage.IsRequest(message))
            await WaitAsync(isOver => CallAsync(context, message, content, isOver));
        else
            await DispatchAsync(context, message, content); // A notification or an answer: a call in flight may be waiting for it.
    }

    /// <summary>
    /// Waits for a call. One that told its client to hang up and come back for the answer goes on without its HTTP request: its slot is held,
    /// and a drain waits for it.
    /// </summary>
    private static async Task WaitAsync(Func<TaskCompletionSource, Task> call)
    {
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await await Task.WhenAny(call(isOver), isOver.Task);
    }

    private static Task RefuseParametersAsync(HttpContext context, JsonNode? message, string misfit)
    {
        context.Features.GetRequiredFeature<RequestOutcome>().Fail(ErrorReason.ClientError);
        var status = McpMessage.IsRequest(message) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest; // A notification has no answer of its own.
        return context.RefuseAsync(status, (int)McpErrorCode.InvalidParams, misfit, McpMessage.Id(message));
    }

    private MissingRight? MissingForOwn(HttpContext context) => management.Allows(context) ? null : ManagementPolicy.Missing("The tool");

    /// <param name="context">Not to be touched any more after <paramref name="isOver"/>.</param>
    /// <param name="message">The request.</param>
    /// <param name="content">The same, as bytes.</param>
    /// <param name="isOver">Completed when the client has all that the HTTP request is to bring, while the call may go on.</param>
    private async Task CallAsync(HttpContext context, JsonNode? message, Stream content, TaskCompletionSource isOver)
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
            await RunAsync(context, message, () => DispatchAsync(context, message, content), isOver);
        else if (slot is null)
            await context.RefuseDrainingAsync(McpMessage.Id(message));
        else
            await RefuseOverloadAsync(context, message);
    }

    private async Task RunAsync(HttpContext context, JsonNode? message, Func<Task> dispatch, TaskCompletionSource isOver)
    {
        var hangUp = context.RequestAborted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        var called = new CalledRequest(McpMessage.Id(message), context.Features.GetRequiredFeature<RequestOutcome>(), end, hangUp);
        context.Features.Set(called);
        CalledRequest.Current = called;
        CallSecrets.Current = new(McpMessage.Arguments(message));
        context.RequestAborted = end.Token;
        var isAnswered = false;
        try
        {
            await dispatch();
            isAnswered = called.IsResumable;
        }
        catch (OperationCanceledException) when (called.IsCancelled && !hangUp.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status202Accepted; // Nothing is said, as of a notification.
        }
        finally
        {
            context.RequestAborted = hangUp;
            if (isAnswered)
                isOver.TrySetResult();
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

    /// <summary>Methods of sessions, which 2026-07-28 has no more: that there are none is said by the SDK, whatever their parameters.</summary>
    private static bool IsRemoved(HttpRequest request, JsonNode? message) => string.CompareOrdinal(request.Headers[SecretHeader.ProtocolVersion], FirstWithoutSessions) >= 0
        && McpMessage.Method(message as JsonObject) is RequestMethods.Initialize or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe;

    private bool NeedsSession(HttpRequest request, JsonNode? message) => transports.HasSessions
        && (request.Headers.ContainsKey(SessionId)
            || McpMessage.Method(message as JsonObject) == RequestMethods.Initialize);
}
