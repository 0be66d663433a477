using Hatago.McpServer.Auth;
using Hatago.ServiceDefaults.Draining;

namespace Hatago.McpServer.Mcp;

internal static class McpEndpoints
{
    public static void MapMcpEndpoint(this IEndpointRouteBuilder app)
    {
        var transports = app.ServiceProvider.GetRequiredService<McpTransports>();
        transports.Build(app);

        var time = app.ServiceProvider.GetRequiredService<TimeProvider>();
        var logger = app.ServiceProvider.GetRequiredService<ILogger<StallGuard>>();
        var mcp = app.MapGroup("/mcp").RequireEntry(app.ServiceProvider).AddEndpointFilter((invocation, next) =>
        {
            StallGuard.Watch(invocation.HttpContext, time, logger);
            return next(invocation);
        });
        mcp.AddEndpointFilter(SecretHeader.Check);
        mcp.MapPost("", (HttpContext context, McpIngress ingress) => ingress.PostAsync(context));
        mcp.MapGet("", (HttpContext context, DrainGate drain) =>
            drain.IsRefusing ? context.RefuseDrainingAsync(default) : Forward(context, transports, HttpMethods.Get));
        mcp.MapDelete("", (HttpContext context) => Forward(context, transports, HttpMethods.Delete));
    }

    private static Task Forward(HttpContext context, McpTransports transports, string method)
    {
        if (transports.WithSessions.TryGetValue(method, out var handler))
            return handler(context);

        context.Response.Headers.Allow = HttpMethods.Post;
        return context.RefuseAsync(StatusCodes.Status405MethodNotAllowed, McpRefusals.ServerError, $"{method} is for sessions; this server has none.");
    }
}
