using Hatago.McpServer.Mcp;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Hatago.McpServer.Hardening;

/// <summary>
/// Keeps web pages out that were not asked in: refuses a name that is not the server's, and an origin that is not allowed. The MCP
/// specification asks for the latter (2025-11-25, Transports, Security Warning). A page of the server's own is another origin only where its
/// name is not listed: after a DNS rebinding host and origin are the same.
/// </summary>
internal sealed class CallerCheck(RequestDelegate next, AllowedHosts hosts, CorsPolicy origins)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HardeningOptions.IsOpen(request.Path))
            return next(context);
        if (!hosts.Allows(request.Host))
            return RefuseAsync(context, $"The host '{request.Host}' is not allowed; HATAGO_ALLOWED_HOSTS lists the names of this server.");
        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origin) && !(origin is [{ } one] && (origins.IsOriginAllowed(one) || hosts.IsOwn(one, request))))
            return RefuseAsync(context, $"The origin '{origin}' is not allowed; HATAGO_ALLOWED_ORIGINS lists whose pages may call.");
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, string message) => context.RefuseInKindAsync(StatusCodes.Status403Forbidden, message);
}
