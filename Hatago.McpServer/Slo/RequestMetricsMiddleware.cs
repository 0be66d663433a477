using Microsoft.AspNetCore.Connections;

namespace Hatago.McpServer.Slo;

/// <summary>Records each request's outcome and duration. Outermost, so that refusals count too; it never fails a request.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, SloMetrics metrics, TimeProvider time)
{
    /// <summary>What nginx calls a client that closed its connection before the answer.</summary>
    private const int ClientClosedRequest = StatusCodes.Status499ClientClosedRequest;

    public async Task InvokeAsync(HttpContext context)
    {
        var outcome = new RequestOutcome();
        context.Features.Set(outcome);

        var endpoint = Endpoint(context);
        var isListening = endpoint == SloMetrics.McpEndpoint && HttpMethods.IsGet(context.Request.Method);
        var isCall = endpoint == SloMetrics.McpEndpoint && !isListening;
        var start = time.GetTimestamp();
        if (isCall)
            metrics.RequestStarted();

        var statusCode = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            statusCode = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? ClientClosedRequest : context.Response.StatusCode;
        }
        catch (Exception exception)
        {
            statusCode = StatusCode(context, exception);
            if (statusCode == StatusCodes.Status500InternalServerError)
                outcome.Fail(ErrorReason.Exception);
            throw;
        }
        finally
        {
            if (isCall)
                metrics.RequestEnded();
            if (!isListening) // How long a client listens is no latency.
                metrics.RequestTook(endpoint, time.GetElapsedTime(start));
            metrics.RequestAnswered(endpoint, statusCode, outcome.Reason ?? Reason(statusCode));
        }
    }

    private static string Endpoint(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { Length: > 1 } template } ? template.TrimEnd('/') : SloMetrics.Unmatched; // A group's own template ends in one.

    private static int StatusCode(HttpContext context, Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        ConnectionResetException => ClientClosedRequest,
        OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested => ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string? Reason(int statusCode) => statusCode switch
    {
        >= 500 => ErrorReason.ServerError,
        >= 400 => ErrorReason.ClientError,
        _ => null,
    };
}
