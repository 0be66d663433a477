using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hatago.ServiceDefaults.Health;

/// <summary>Probes of Kubernetes: alive, ready for traffic, done starting. Open to anyone, in every environment.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", Live);
        app.MapGet("/healthz", Live);
        app.MapGet("/health/ready", Ready);
        app.MapGet("/readyz", Ready);
        app.MapGet("/health/startup", Startup);
    }

    private static JsonHttpResult<LiveAnswer> Live(Uptime uptime) =>
        Answer(new LiveAnswer("pass", uptime.Now, Math.Round(uptime.Elapsed.TotalSeconds, 3)), HealthJson.Default.LiveAnswer, healthy: true);

    private static async Task<JsonHttpResult<ReadyAnswer>> Ready(HealthCheckService checks, Uptime uptime, CancellationToken cancellation)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(HealthTags.Ready), cancellation);
        var healthy = report.Status != HealthStatus.Unhealthy;
        var reason = report.Entries.Values
            .Where(entry => entry.Status == HealthStatus.Unhealthy)
            .Select(entry => entry.Data.GetValueOrDefault(HealthTags.Reason) as string)
            .FirstOrDefault(text => text is not null);

        var answer = new ReadyAnswer(
            PassOrFail(healthy), uptime.Now, report.Entries.ToDictionary(entry => entry.Key, entry => PassOrFail(entry.Value.Status == HealthStatus.Healthy)), reason);
        return Answer(answer, HealthJson.Default.ReadyAnswer, healthy);
    }

    private static async Task<JsonHttpResult<StartupAnswer>> Startup(HealthCheckService checks, Uptime uptime, CancellationToken cancellation)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(HealthTags.Startup), cancellation);
        var initialized = report.Status != HealthStatus.Unhealthy;
        var data = report.Entries.Values.SelectMany(entry => entry.Data).Where(pair => pair.Key != HealthTags.Reason);

        var answer = new StartupAnswer
        {
            Status = PassOrFail(initialized),
            Timestamp = uptime.Now,
            Initialized = initialized,
            Data = new(data),
        };
        return Answer(answer, HealthJson.Default.StartupAnswer, initialized);
    }

    private static JsonHttpResult<T> Answer<T>(T answer, JsonTypeInfo<T> type, bool healthy) =>
        TypedResults.Json(answer, type, "application/json", healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static string PassOrFail(bool healthy) => healthy ? "pass" : "fail";
}
