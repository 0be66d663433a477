using Hatago.McpServer.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hatago.McpServer.Signing;

internal static class SecurityEndpoints
{
    public static void MapSecurity(this IEndpointRouteBuilder app)
    {
        var security = app.MapGroup("/security").RequireManagement();
        security.MapGet("/status", Status);
        security.MapGet("/keys", Keys);
    }

    private static JsonHttpResult<SecurityStatus> Status(SecurityReport report) =>
        TypedResults.Json(report.Status(), SecurityJson.Default.SecurityStatus, "application/json");

    private static JsonHttpResult<TrustedKeys> Keys(SecurityReport report) =>
        TypedResults.Json(report.Keys(), SecurityJson.Default.TrustedKeys, "application/json");
}
