using System.IO.Pipelines;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// Answers a client that takes no event stream with one JSON body: the stream's response. What the stream says
/// before it (progress, log messages) has no place in one body and is left out.
/// </summary>
internal static class JsonAnswer
{
    private const string Json = "application/json";
    private const string EventStream = "text/event-stream";

    /// <summary>An <c>Accept</c> that is missing or any, or that has JSON but not event streams by name.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        return accept.Count == 0
            || (!accept.Any(media => media.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase))
                && accept.Any(media => new MediaTypeHeaderValue(Json).IsSubsetOf(media)));
    }

    public static async Task RunAsync(HttpContext context, RequestDelegate handler)
    {
        context.Request.Headers.Accept = $"{Json}, {EventStream}";
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var pipe = new Pipe();
        var body = BodyAsync(context, pipe.Reader);
        var capture = new StreamResponseBodyFeature(pipe.Writer.AsStream(), original);
        context.Features.Set<IHttpResponseBodyFeature>(capture);
        try
        {
            await handler(context);
            await capture.CompleteAsync();
        }
        finally
        {
            context.Features.Set(original);
            await pipe.Writer.CompleteAsync();
        }

        var response = context.Response;
        var answer = await body;
        if (answer.Length > 0)
            response.ContentType = Json;
        response.Headers.Remove(HeaderNames.ContentEncoding);
        response.Headers.Remove("X-Accel-Buffering");
        response.ContentLength = answer.Length;
        await response.Body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>Reads along: of a stream only the response is kept, however much comes before it.</summary>
    private static async Task<byte[]> BodyAsync(HttpContext context, PipeReader captured)
    {
        var first = await captured.ReadAsync(CancellationToken.None);
        captured.AdvanceTo(first.Buffer.Start); // Looked at only: the headers are set by the time that something is written.
        var isStream = context.Response.ContentType?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) is true;

        await using var body = captured.AsStream();
        if (isStream)
            return await LastResponseAsync(body);

        using var all = new MemoryStream();
        await body.CopyToAsync(all, CancellationToken.None);
        return all.ToArray();
    }

    private static async Task<byte[]> LastResponseAsync(Stream events)
    {
        var response = Array.Empty<byte>();
        await foreach (var item in SseParser.Create(events, (_, data) => data.ToArray()).EnumerateAsync(CancellationToken.None))
        {
            if (item.Data.Length > 0 && IsResponse(item.Data))
                response = item.Data;
        }

        return response;
    }

    private static bool IsResponse(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        return document.RootElement.TryGetProperty("result", out _) || document.RootElement.TryGetProperty("error", out _);
    }
}
