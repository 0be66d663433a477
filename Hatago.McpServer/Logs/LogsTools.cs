using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Hatago.McpServer.Mcp;
using Hatago.ServiceDefaults.Configuration;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Buffer;
using Microsoft.Extensions.Options;
using ModelContextProtocol;

namespace Hatago.McpServer.Logs;

/// <summary>The last log entries, and the level, for an agent that looks after Hatago.</summary>
internal sealed class LogsTools(LogBuffer buffer, LogLevels levels, LogMetrics metrics, IOptions<LogOptions> options, ILogger<LogsTools> logger) : IOperationalTools
{
    private static readonly string[] Actions = ["get", "set_level"];

    public IEnumerable<OperationalTool> Tools =>
    [
        OperationalTool.Create("logs.query", Query, LogsJson.Readable, isReadOnly: true),
        OperationalTool.Create("logs.config", Config, LogsJson.Readable, isReadOnly: false),
    ];

    [Description("The last log entries, newest first. Find a call by its trace or correlation id, a problem by its level.")]
    private LogsFound Query(
        [Description("That level and above: debug, info, warn or error.")] string? level = null,
        [Description("How many at most; 100 when absent.")] int? limit = null,
        [Description("Only of this component: hatago-core, or a plugin's name.")] string? component = null,
        [Description("Only since this time, ISO 8601.")] string? since = null,
        [Description("Only of this W3C trace, 32 hexadecimal digits.")] string? trace_id = null,
        [Description("Only of the call with this correlation id.")] string? correlation_id = null)
    {
        var (query, problem) = LogsQuery.Parse(
            name => name switch
            {
                "level" => level,
                "limit" => limit?.ToString(CultureInfo.InvariantCulture),
                "component" => component,
                "since" => since,
                "trace_id" => trace_id,
                _ => correlation_id,
            },
            buffer.Capacity);
        if (query is null)
            throw new McpException(problem!);

        var (entries, total) = buffer.Find(query.Filter, query.Limit);
        var filter = query.Filter;
        return new(
            [.. entries.Select(entry => new LoggedEntry(entry))], total,
            new(LogLevels.Name(filter.Level), query.Limit, filter.Component, filter.Since, filter.TraceId, filter.CorrelationId),
            LogLevels.Names);
    }

    [Description("Tells how Hatago logs, and sets its level, at once and until it restarts.")]
    private LogsConfig Config(
        [Description("What to do."), AllowedValues("get", "set_level")] string action = "get",
        [Description("For set_level: the lowest level that is logged."), AllowedValues("debug", "info", "warn", "error", null)] string? new_level = null)
    {
        if (action == "set_level")
            levels.Change(new_level ?? throw new McpException($"'new_level' is required for 'set_level'; allowed is one of {string.Join(", ", LogLevels.Names)}."), "logs.config", logger);

        var settings = options.Value;
        return new(
            new(LogLevels.Name(levels.Current), settings.LogFormat, settings.LogEnabled, buffer.Capacity, EnvironmentVariable.Split(settings.LogRedactFields)),
            new(buffer.Used, buffer.Capacity, metrics.AllDropped),
            Actions, LogLevels.Names);
    }
}
