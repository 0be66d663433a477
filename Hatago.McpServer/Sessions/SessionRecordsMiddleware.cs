using Hatago.McpServer.Mcp;

namespace Hatago.McpServer.Sessions;

/// <summary>
/// Keeps the records in step with what the SDK does with its sessions: one in use lives on, a deleted one is gone everywhere, and one
/// that was taken over hears from its new replica.
/// </summary>
internal sealed class SessionRecordsMiddleware(RequestDelegate next, SessionRecords records, ReplicaHeartbeat heartbeat)
{
    private const string SessionId = "Mcp-Session-Id";
    private const string LastEventId = "Last-Event-ID";

    public async Task InvokeAsync(HttpContext context)
    {
        var sessionId = context.Request.Headers[SessionId].ToString();
        if (sessionId.Length > 0 && await IsOverAsync(context.Request.Headers[LastEventId].ToString()))
            context.Request.Headers.Remove(LastEventId);

        try
        {
            await next(context);
        }
        catch (SessionUnknownException unknown) when (!context.Response.HasStarted)
        {
            await context.RefuseForNowAsync(context.Features.Get<CalledRequest>()?.Id ?? default, unknown.Message);
            return;
        }

        if (sessionId.Length == 0 || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            return;

        if (!HttpMethods.IsDelete(context.Request.Method))
            await records.RenewAsync(sessionId, CancellationToken.None);
        else
            await RemoveAsync(context, sessionId);
    }

    /// <summary>The SDK accepts from anyone what it does not hold itself.</summary>
    private async Task RemoveAsync(HttpContext context, string sessionId)
    {
        try
        {
            if (await records.FindAsync(sessionId, CancellationToken.None) is { } record && record.Owner == SessionOwner.Of(context.User))
                await records.RemoveAsync(sessionId, CancellationToken.None);
        }
        catch (SessionUnknownException)
        {
            // It is answered already; the record expires by itself.
        }
    }

    /// <summary>Whether an event is of what a replica that is gone said unasked: there is no more of it, and it is this replica now that speaks.</summary>
    private async Task<bool> IsOverAsync(string eventId) =>
        eventId.Length > 0 && EventStreamName.OfEvent(eventId) is { Request: null } stream && await heartbeat.IsGoneAsync(stream.Replica);
}
