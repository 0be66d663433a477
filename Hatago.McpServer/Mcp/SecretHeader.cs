using Hatago.ServiceDefaults.Logging.Redaction;
using ModelContextProtocol;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// The SDK repeats an <c>MCP-Protocol-Version</c> that it does not know in its error, as the specification asks. A secret that
/// someone put there by mistake is not repeated.
/// </summary>
internal static class SecretHeader
{
    public const string ProtocolVersion = "MCP-Protocol-Version";

    public static ValueTask<object?> Check(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return context.Request.Headers[ProtocolVersion].ToString() is { Length: > 0 } version
            && context.RequestServices.GetRequiredService<LogRedactor>().Text(version) != version
                ? new(new Refusal())
                : next(invocation);
    }

    private sealed class Refusal : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.RefuseAsync(
            StatusCodes.Status400BadRequest, (int)McpErrorCode.UnsupportedProtocolVersion, $"The {ProtocolVersion} header is no revision of the protocol.");
    }
}
