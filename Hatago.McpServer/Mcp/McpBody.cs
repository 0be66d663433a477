using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// Reads the body of a request to <c>/mcp</c>, whole, and refuses what is no JSON. Leniency is for requests without an
/// <c>Origin</c> only: a browser always sends one with a cross-site POST, so what is opened here is not open to a web page.
/// </summary>
internal static class McpBody
{
    /// <summary>How deep arrays and objects may stand in each other: as deep as the SDK reads.</summary>
    private const int MaxDepth = 64;

    /// <summary>Reads the body, or refuses it and returns false.</summary>
    public static async Task<(bool IsRead, JsonNode? Message)> ReadAsync(HttpContext context, MemoryStream body)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType, IsLenient(request)))
        {
            await context.RefuseAsync(
                StatusCodes.Status415UnsupportedMediaType, (int)McpErrorCode.InvalidRequest, $"Content-Type '{request.ContentType}' is not supported; send application/json.");
            return default;
        }

        try
        {
            await request.Body.CopyToAsync(body, context.RequestAborted);
            var message = Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
            if (message is not JsonArray)
                return (true, message);

            await context.RefuseAsync(
                StatusCodes.Status400BadRequest, (int)McpErrorCode.InvalidRequest, "A batch is not supported, as of revision 2025-06-18; send each message as a request of its own.");
            return default;
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // Nobody reads it; it is counted as what it is.
            return default;
        }
        catch (JsonException invalid)
        {
            await context.RefuseAsync(StatusCodes.Status400BadRequest, (int)McpErrorCode.ParseError, $"The body is not valid JSON: {Where(invalid)}");
            return default;
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await context.RefuseAsync(
                StatusCodes.Status413PayloadTooLarge, (int)McpErrorCode.InvalidRequest, $"The body is too large; at most {McpOptions.MaxBodyBytes} bytes are allowed.");
            return default;
        }
        catch (IOException bad)
        {
            var status = (bad as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest; // A chunk's length that overflows is no more to Kestrel.
            await context.RefuseAsync(status, (int)McpErrorCode.InvalidRequest, bad.Message); // It ended early, or came too slowly.
            return default;
        }
    }

    /// <summary>The reader's own message repeats what it read.</summary>
    private static string Where(JsonException invalid) =>
        invalid is { LineNumber: { } line, BytePositionInLine: { } at } ? $"line {line + 1}, byte {at + 1}." : invalid.Message;

    /// <exception cref="JsonException">No JSON, a member twice, or a text that is no Unicode.</exception>
    private static JsonNode? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            if (!Utf8.IsValid(body))
                throw new JsonException("it is not UTF-8.");
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
            var isBatch = false;
            while (reader.Read())
            {
                isBatch |= reader is { CurrentDepth: 0, TokenType: JsonTokenType.StartArray };
                if (reader.CurrentDepth == MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) // How deep the array or object stands itself.
                    throw new JsonException($"it is nested more than {MaxDepth} deep.");
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString(); // Finds half a surrogate pair, over which whoever reads the text would stumble later.
            }

            return isBatch ? new JsonArray() : JsonNode.Parse(body, documentOptions: new() { AllowDuplicateProperties = false }); // A batch is refused, and may be huge.
        }
        catch (InvalidOperationException noText)
        {
            throw new JsonException(noText.Message, noText);
        }
    }

    public static bool IsLenient(HttpRequest request) => !request.Headers.ContainsKey(HeaderNames.Origin);

    private static bool IsJson(string? contentType, bool isLenient)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media))
            return isLenient && string.IsNullOrEmpty(contentType);
        return media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (isLenient && (media.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                || media.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)));
    }
}
