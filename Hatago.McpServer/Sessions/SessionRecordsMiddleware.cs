namespace Hatago.McpServer.Sessions;

/// <summary>Keeps the records in step with what the SDK does with its sessions: one in use lives on, a deleted one is gone everywhere.</summary>
internal sealed class SessionRecordsMiddleware(RequestDelegate next, SessionRecords records)
{
    private const string SessionId = "Mcp-Session-Id";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        var sessionId = context.Request.Headers[SessionId].ToString();
        if (sessionId.Length == 0 || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            return;

        if (!HttpMethods.IsDelete(context.Request.Method))
            await records.RenewAsync(sessionId, CancellationToken.None);
        else if (await records.FindAsync(sessionId, CancellationToken.None) is { } record && record.Owner == SessionOwner.Of(context.User))
            await records.RemoveAsync(sessionId, CancellationToken.None); // The SDK accepts from anyone what it does not hold itself.
    }
}
