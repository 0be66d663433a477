using Microsoft.AspNetCore.Http;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>While draining, each answer asks its client to open its next connection, which a load balancer leads elsewhere.</summary>
internal sealed class DrainMiddleware(RequestDelegate next, DrainGate gate)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpProtocol.IsHttp10(context.Request.Protocol) || HttpProtocol.IsHttp11(context.Request.Protocol)) // RFC 9113 section 8.2.2 has none; Kestrel says GOAWAY.
        {
            context.Response.OnStarting(() =>
            {
                if (gate.State != DrainState.Serving)
                    context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            });
        }

        return next(context);
    }
}
