using Hatago.McpServer.Auth;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Buffer;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hatago.McpServer.Logs;

internal static class LogsEndpoints
{
    private static readonly string[] OfPage = ["limit", "level", "since", "component", "trace_id", "correlation_id"];
    private static readonly string[] OfStream = ["level", "component", "trace_id", "correlation_id"];

    public static void MapLogs(this IEndpointRouteBuilder app)
    {
        var logs = app.MapGroup("/logs").RequireManagement();
        logs.MapGet("", Page);
        logs.MapGet("/stream", Stream);
    }

    private static Results<JsonHttpResult<LogsPage>, ProblemHttpResult> Page(HttpRequest request, LogBuffer buffer, LogLevels levels)
    {
        var (query, problem) = Parse(request, OfPage, buffer);
        if (query is null)
            return Bad(problem);

        var (entries, total) = buffer.Find(query.Filter, query.Limit);
        return TypedResults.Json(
            new LogsPage([.. entries.Select(entry => new LoggedEntry(entry))], total, buffer.Capacity, LogLevels.Name(levels.Current).ToUpperInvariant()), LogsJson.Readable.LogsPage, "application/json");
    }

    private static Results<LogsStream, ProblemHttpResult> Stream(HttpRequest request, LogBuffer buffer)
    {
        var (query, problem) = Parse(request, OfStream, buffer);
        if (query is null)
            return Bad(problem);
        return buffer.Subscribe(query.Filter, LogsStream.LastSeen(request)) is { } subscription
            ? new LogsStream(subscription)
            : TypedResults.Problem($"There are {LogBuffer.MaxSubscriptions} live tails already; end one of them.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static (LogsQuery? Query, string? Problem) Parse(HttpRequest request, string[] allowed, LogBuffer buffer)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!allowed.Contains(name))
                return (null, $"A parameter is unknown; allowed are {string.Join(", ", allowed)}.");
            if (values.Count > 1)
                return (null, $"Parameter '{name}' is there {values.Count} times; allowed is once.");
        }

        return LogsQuery.Parse(name => request.Query[name] is [{ } value] ? value : null, buffer.Capacity);
    }

    private static ProblemHttpResult Bad(string? problem) => TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
}
