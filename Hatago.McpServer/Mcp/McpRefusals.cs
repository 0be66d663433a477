using System.Text.Encodings.Web;
using System.Text.Json;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults.Logging.Redaction;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>Refusals of <c>/mcp</c> at the HTTP level: the status for machines in between, a JSON-RPC error for the client.</summary>
internal static class McpRefusals
{
    /// <summary>JSON-RPC 2.0 section 5.1: a code that implementations may use for what has none of its own.</summary>
    public const int ServerError = -32000;

    /// <summary>Apostrophes as they are: the body is JSON and never part of a page.</summary>
    private static readonly JsonSerializerOptions Json = new(McpJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task RefuseAsync(this HttpContext context, int statusCode, int errorCode, string message, RequestId id = default)
    {
        var clean = context.RequestServices.GetRequiredService<LogRedactor>().Text(message);
        var error = new JsonRpcError { Id = id, Error = new() { Code = errorCode, Message = clean } };
        return Results.Json(error, Json, "application/json", statusCode).ExecuteAsync(context);
    }

    /// <summary>Refuses so that whoever asked can read why: a JSON-RPC error on <c>/mcp</c>, ProblemDetails elsewhere.</summary>
    public static Task RefuseInKindAsync(this HttpContext context, int statusCode, string message, RequestId id = default) => context.Request.Path.StartsWithSegments("/mcp")
        ? context.RefuseAsync(statusCode, ServerError, message, id)
        : TypedResults.Problem(context.RequestServices.GetRequiredService<LogRedactor>().Text(message), statusCode: statusCode).ExecuteAsync(context);

    /// <summary>503 while draining: the next connection leads to another server.</summary>
    public static Task RefuseDrainingAsync(this HttpContext context, RequestId id)
    {
        context.Features.GetRequiredFeature<RequestOutcome>().Fail(ErrorReason.Draining);
        return context.RefuseForNowAsync(id, "The server is draining and takes no new calls; connect again, another one answers.");
    }

    /// <summary>503: nothing is wrong with the request, and the same one may be served in a second.</summary>
    public static Task RefuseForNowAsync(this HttpContext context, RequestId id, string message)
    {
        context.Response.Headers.RetryAfter = "1";
        return context.RefuseAsync(StatusCodes.Status503ServiceUnavailable, ServerError, message, id);
    }
}
