using System.Globalization;
using System.Text;
using System.Text.Json;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Buffer;
using Hatago.ServiceDefaults.Logging.Formats;
using Microsoft.Net.Http.Headers;

namespace Hatago.McpServer.Logs;

/// <summary>
/// The live tail: server-sent events (WHATWG HTML, section 9.2), an entry each, its number as the event's id. A client that
/// comes back with <c>Last-Event-ID</c> gets what it missed, as far as it is still there. A slow reader is dropped.
/// </summary>
internal sealed class LogsStream(LogSubscription subscription) : IResult
{
    /// <summary>Keeps proxies from taking a quiet stream for a dead one.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static long? LastSeen(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (subscription)
        {
            var services = httpContext.RequestServices;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(
                httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping, subscription.Dropped);
            await using var drop = subscription.Dropped.Register(httpContext.Abort); // It may stand in the middle of a write.
            var response = httpContext.Response;
            response.ContentType = "text/event-stream";
            response.Headers[HeaderNames.CacheControl] = "no-cache, no-store";
            response.Headers["X-Accel-Buffering"] = "no";
            try
            {
                await response.BodyWriter.FlushAsync(end.Token); // The headers: its reader knows that it listens.
                await WriteAsync(response, services.GetRequiredService<TimeProvider>(), end.Token);
            }
            catch (OperationCanceledException)
            {
                // Its reader left, or lagged behind, or the process ends.
            }
        }
    }

    private async Task WriteAsync(HttpResponse response, TimeProvider time, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        var beat = timer.WaitForNextTickAsync(end).AsTask();
        var next = subscription.NextAsync(end).AsTask();
        while (true)
        {
            if (await Task.WhenAny(next, beat) == next)
            {
                Write(response, await next);
                next = subscription.NextAsync(end).AsTask();
            }
            else
            {
                await beat;
                await response.WriteAsync(":\n\n", end);
                beat = timer.WaitForNextTickAsync(end).AsTask();
            }

            if (!next.IsCompletedSuccessfully)
                await response.BodyWriter.FlushAsync(end);
            else if (response.BodyWriter.UnflushedBytes > 64 * 1024)
                await response.BodyWriter.FlushAsync(end);
        }
    }

    private static void Write(HttpResponse response, LogEntry entry)
    {
        var body = response.BodyWriter;
        Encoding.UTF8.GetBytes($"id: {entry.Sequence.ToString(CultureInfo.InvariantCulture)}\ndata: ", body);
        using (var json = new Utf8JsonWriter(body, LogJson.Options))
            LogJson.Write(json, entry.Event);
        Encoding.UTF8.GetBytes("\n\n", body);
    }
}
