using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>
/// Tells clients of HTTP/1 which connections to use. While serving: how long one that lies idle may be used again, which is less than a drain keeps it,
/// so that none is used as it is closed; and that of a stream of events no more, since that ends with the server, and a pool takes what has just become free first.
/// While draining: to open their next connection, which a load balancer leads elsewhere.
/// RFC 9113 section 8.2.2 has neither header for HTTP/2; Kestrel says GOAWAY.
/// </summary>
internal sealed class DrainMiddleware(RequestDelegate next, DrainGate gate, IOptions<DrainOptions> options, IOptions<KestrelServerOptions> kestrel)
{
    private readonly string? _keepAlive = KeepAlive(options.Value.IdleConnection, kestrel.Value.Limits.KeepAliveTimeout);

    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpProtocol.IsHttp10(context.Request.Protocol) || HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(() =>
            {
                if (gate.State != DrainState.Serving || IsListening(context))
                {
                    context.Response.Headers.Connection = "close";
                }
                else if (_keepAlive is not null && StaysOpen(context.Request))
                {
                    context.Response.Headers.Connection = "keep-alive";
                    context.Response.Headers.KeepAlive = _keepAlive;
                }

                return Task.CompletedTask;
            });
        }

        var connection = context.Features.Get<OpenConnection>();
        connection?.BeginRequest();
        try
        {
            await next(context);
        }
        finally
        {
            connection?.EndRequest();
        }
    }

    /// <summary>
    /// RFC 2068 section 19.7.1.1. Clients leave off a second before that, so less than two would mean a connection a request:
    /// then nothing is said.
    /// </summary>
    /// <param name="drained">How long a drain keeps an idle connection.</param>
    /// <param name="served">How long it is kept otherwise.</param>
    private static string? KeepAlive(TimeSpan drained, TimeSpan served)
    {
        var seconds = (int)Math.Min(drained.TotalSeconds, served.TotalSeconds);
        return seconds < 2 ? null : string.Create(CultureInfo.InvariantCulture, $"timeout={seconds}");
    }

    private static bool IsListening(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Response.GetTypedHeaders().ContentType?.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Whether the client has not said that it closes it, as in HTTP/1.0 one does that says nothing.</summary>
    private static bool StaysOpen(HttpRequest request) =>
        HttpProtocol.IsHttp11(request.Protocol) && !request.Headers.Connection.ToString().Contains("close", StringComparison.OrdinalIgnoreCase);
}
