using System.Globalization;
using Hatago.McpServer.Auth;
using Hatago.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hatago.McpServer.Draining;

internal static class DrainEndpoints
{
    public static void MapDrain(this IEndpointRouteBuilder app)
    {
        var drain = app.MapGroup("/drain").RequireManagement();
        drain.MapPost("", Begin);
        drain.MapGet("", Read);
        drain.MapDelete("", Resume);
    }

    private static JsonHttpResult<DrainStatus> Begin(DrainGate gate, TimeProvider time)
    {
        gate.Close();
        return Read(gate, time);
    }

    private static Results<JsonHttpResult<DrainStatus>, ProblemHttpResult> Resume(DrainGate gate, TimeProvider time) => gate.TryReopen()
        ? Read(gate, time)
        : TypedResults.Problem("The process is shutting down; there is no way back to serving.", statusCode: StatusCodes.Status409Conflict);

    private static JsonHttpResult<DrainStatus> Read(DrainGate gate, TimeProvider time)
    {
        var status = new DrainStatus(
            gate.State == DrainState.Serving ? "serving" : "draining", time.GetUtcNow().UtcDateTime, gate.InFlight, Message(gate));
        return TypedResults.Json(status, DrainJson.Default.DrainStatus, "application/json");
    }

    private static string Message(DrainGate gate) => gate switch
    {
        { State: DrainState.Serving } => "Ready; calls are served.",
        { IsRefusing: true } => "Not ready; new calls are refused with 503, calls in flight finish. DELETE /drain goes back to serving.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Not ready; calls are still served for {gate.RefusesIn.TotalMilliseconds:F0} ms, then refused with 503. DELETE /drain goes back to serving."),
    };
}
