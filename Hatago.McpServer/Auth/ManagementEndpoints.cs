using Hatago.McpServer.Draining;
using Hatago.McpServer.Logs;
using Hatago.McpServer.Signing;

namespace Hatago.McpServer.Auth;

internal static class ManagementEndpoints
{
    /// <summary>What operators have over HTTP, each closed to whom <see cref="ManagementPolicy"/> does not allow.</summary>
    public static void MapManagement(this IEndpointRouteBuilder app)
    {
        app.MapDrain();
        app.MapLogs();
        app.MapSecurity();
    }
}
