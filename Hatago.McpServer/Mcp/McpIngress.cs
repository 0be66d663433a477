using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using Hatago.McpServer.Admission;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// The way into <c>/mcp</c>: reads the body once, whole, lets a bare curl be a client, and picks the transport.
/// Leniency is for requests without an <c>Origin</c> only: a browser always sends one with a cross-site POST, so what is
/// opened here is not open to a web page.
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
        var (isRead, message) = await ReadAsync(context, body);
        if (!isRead)
            return;

        var isLenient = IsLenient(context.Request);
        Stream content = isLenient && GiveRequestAnId(message) ? new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(message)) : body;
        if (own.IsCalledBy(message))
            await ManageAsync(context, message, content);
        else if (MissingParameter(message) is { } parameter)
            await RefuseParameterAsync(context, message, parameter);
        else if (IsRequest(message))
            await CallAsync(context, message, content);
        else
            await DispatchAsync(context, message, content); // A notification or an answer: a call in flight may be waiting for it.
    }

    /// <summary>The SDK answers "internal error" to a request without the name of what it asks for; the mistake is the caller's.</summary>
    private static string? MissingParameter(JsonNode? message)
    {
        var required = Method(message as JsonObject) switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        return required is null || (message!["params"] as JsonObject)?.Any(member =>
            member.Key.Equals(required, StringComparison.OrdinalIgnoreCase) && member.Value?.GetValueKind() is JsonValueKind.String) is true ? null : required;
    }

    private static Task RefuseParameterAsync(HttpContext context, JsonNode? message, string parameter)
    {
        context.Features.GetRequiredFeature<RequestOutcome>().Fail(ErrorReason.ClientError);
        return context.RefuseAsync(StatusCodes.Status200OK, (int)McpErrorCode.InvalidParams, $"params.{parameter} is missing, or no text.", Id(message));
    }

    /// <summary>Management never stands behind calls, and sees a server that takes none.</summary>
    private async Task ManageAsync(HttpContext context, JsonNode? message, Stream content)
    {
        if (management.Allows(context))
            await DispatchAsync(context, message, content);
        else
            await context.RefuseAsync(StatusCodes.Status403Forbidden, McpRefusals.ServerError, $"The tool is management: {ManagementPolicy.Rule}.", Id(message));
    }

    private async Task CallAsync(HttpContext context, JsonNode? message, Stream content)
    {
        using var work = drain.TryEnter();
        if (work is null)
        {
            await context.RefuseDrainingAsync(Id(message));
            return;
        }

        if (!catalog.IsLoaded)
        {
            await context.RefuseForNowAsync(Id(message), "The server is starting; its plugins are not loaded yet.");
            return;
        }

        using var leave = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.Abort);
        using var slot = await EnterAsync(context, leave.Token); // Only now that the body is there: a slow sender holds none.
        if (slot is { IsAcquired: true })
            await CallAsync(context, new(Id(message), context.Features.GetRequiredFeature<RequestOutcome>(), context.RequestAborted), () => DispatchAsync(context, message, content));
        else if (slot is null)
            await context.RefuseDrainingAsync(Id(message));
        else
            await RefuseOverloadAsync(context, message);
    }

    private async Task CallAsync(HttpContext context, CalledRequest called, Func<Task> dispatch)
    {
        context.Features.Set(called);
        CalledRequest.Current = called;
        try
        {
            await dispatch();
        }
        finally
        {
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
        return context.RefuseForNowAsync(Id(message), "The server is at its limit of calls; try again later.");
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
        return IsLenient(request) && JsonAnswer.IsWanted(request) ? JsonAnswer.RunAsync(context, handler) : handler(context);
    }

    /// <summary>Reads the body, or refuses it and returns false.</summary>
    private static async Task<(bool IsRead, JsonNode? Message)> ReadAsync(HttpContext context, MemoryStream body)
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
            return (true, Parse(body.GetBuffer().AsSpan(0, (int)body.Length)));
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // Nobody reads it; it is counted as what it is.
            return default;
        }
        catch (JsonException invalid)
        {
            await context.RefuseAsync(StatusCodes.Status400BadRequest, (int)McpErrorCode.ParseError, $"The body is not valid JSON: {invalid.Message}");
            return default;
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await context.RefuseAsync(
                StatusCodes.Status413PayloadTooLarge, (int)McpErrorCode.InvalidRequest, $"The body is too large; at most {McpOptions.MaxBodyBytes} bytes are allowed.");
            return default;
        }
    }

    /// <exception cref="JsonException">No JSON, a member twice, or a text that is no Unicode.</exception>
    private static JsonNode? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            if (!Utf8.IsValid(body))
                throw new JsonException("it is not UTF-8.");
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString(); // Finds half a surrogate pair, over which whoever reads the text would stumble later.
            }

            return JsonNode.Parse(body, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (InvalidOperationException noText)
        {
            throw new JsonException(noText.Message, noText);
        }
    }

    private static bool IsLenient(HttpRequest request) => !request.Headers.ContainsKey(HeaderNames.Origin);

    private static bool IsJson(string? contentType, bool isLenient)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media))
            return isLenient && string.IsNullOrEmpty(contentType);
        return media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (isLenient && (media.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                || media.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>A request method sent without an id is a question all the same; only notifications ask for nothing.</summary>
    private static bool GiveRequestAnId(JsonNode? message)
    {
        if (message is not JsonObject request || request.ContainsKey("id")
            || Method(request)?.StartsWith("notifications/", StringComparison.Ordinal) is not false)
        {
            return false;
        }

        request["id"] = 0L; // A long, as Id reads it.
        return true;
    }

    /// <summary>What wants an answer. What is no message at all wants one too: that it is none.</summary>
    private static bool IsRequest(JsonNode? message) => message is not JsonObject one || (one.ContainsKey("method") && one.ContainsKey("id"))
        || !(one.ContainsKey("method") || one.ContainsKey("result") || one.ContainsKey("error"));

    private bool NeedsSession(HttpRequest request, JsonNode? message) => transports.HasSessions
        && (request.Headers.ContainsKey(SessionId)
            || Method(message as JsonObject) == RequestMethods.Initialize
            || string.CompareOrdinal(request.Headers[ProtocolVersion], FirstStatelessRevision) >= 0);

    private static string? Method(JsonObject? message) =>
        message?["method"] is JsonValue value && value.TryGetValue<string>(out var method) ? method : null;

    /// <summary>The id that an error echoes; none when the message has none that JSON-RPC allows.</summary>
    private static RequestId Id(JsonNode? message) => (message as JsonObject)?["id"] switch
    {
        JsonValue value when value.TryGetValue<long>(out var number) => new(number),
        JsonValue value when value.TryGetValue<string>(out var text) => new(text),
        _ => default,
    };
}
