using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Serilog.Context;

namespace Hatago.ServiceDefaults.Correlation;

/// <summary>
/// Gives each request an id that the caller may choose, echoes it, and puts it on every log record of the request.
/// What a caller sends is taken only if it is 1 to 64 characters of <c>[A-Za-z0-9._-]</c>; anything else is replaced.
/// </summary>
internal sealed partial class CorrelationMiddleware(RequestDelegate next)
{
    public const string CorrelationHeader = "X-Correlation-ID";
    public const string TraceHeader = "X-Trace-ID";

    public async Task InvokeAsync(HttpContext context)
    {
        var correlationId = Accepted(context, CorrelationHeader) ?? NewId();
        var traceId = Accepted(context, TraceHeader);
        Activity.Current?.SetTag("hatago.correlation_id", correlationId);

        context.Response.OnStarting(() =>
        {
            context.Response.Headers[CorrelationHeader] = correlationId;
            context.Response.Headers[TraceHeader] = traceId ?? Activity.Current?.TraceId.ToString() ?? correlationId;
            return Task.CompletedTask;
        });

        using (LogContext.PushProperty("correlation_id", correlationId))
        using (traceId is null ? null : LogContext.PushProperty("x_trace_id", traceId))
            await next(context);
    }

    private static string? Accepted(HttpContext context, string header) =>
        context.Request.Headers[header] is [{ } id] && Allowed().IsMatch(id) ? id : null;

    private static string NewId() => Activity.Current?.TraceId.ToString() ?? Guid.NewGuid().ToString("N");

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Allowed();
}
