using System.Text.Json;
using System.Text.Json.Serialization;
using Hatago.ServiceDefaults.Logging.Formats;

namespace Hatago.McpServer.Logs;

/// <summary>The answer of <c>GET /logs</c>.</summary>
/// <param name="Logs">Newest first.</param>
/// <param name="Total">How many match, of those that are still there.</param>
/// <param name="BufferSize">How many are kept.</param>
/// <param name="CurrentLevel">The lowest level that is logged now.</param>
internal sealed record LogsPage(
    [property: JsonPropertyName("logs")] IReadOnlyList<LoggedEntry> Logs,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("buffer_size")] int BufferSize,
    [property: JsonPropertyName("current_level")] string CurrentLevel);

/// <summary>The result of <c>logs.query</c>.</summary>
internal sealed record LogsFound(
    [property: JsonPropertyName("logs")] IReadOnlyList<LoggedEntry> Logs,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("filters")] LogsFound.Asked Filters,
    [property: JsonPropertyName("available_levels")] IReadOnlyList<string> AvailableLevels)
{
    /// <summary>What was asked for, as it was understood.</summary>
    internal sealed record Asked(
        [property: JsonPropertyName("level")] string Level,
        [property: JsonPropertyName("limit")] int Limit,
        [property: JsonPropertyName("component")] string? Component,
        [property: JsonPropertyName("since")] DateTimeOffset? Since,
        [property: JsonPropertyName("trace_id")] string? TraceId,
        [property: JsonPropertyName("correlation_id")] string? CorrelationId);
}

/// <summary>The result of <c>logs.config</c>.</summary>
internal sealed record LogsConfig(
    [property: JsonPropertyName("current_config")] LogsConfig.Config CurrentConfig,
    [property: JsonPropertyName("buffer_usage")] LogsConfig.Usage BufferUsage,
    [property: JsonPropertyName("available_actions")] IReadOnlyList<string> AvailableActions,
    [property: JsonPropertyName("available_levels")] IReadOnlyList<string> AvailableLevels)
{
    internal sealed record Config(
        [property: JsonPropertyName("level")] string Level,
        [property: JsonPropertyName("format")] string Format,
        [property: JsonPropertyName("enabled")] bool IsEnabled,
        [property: JsonPropertyName("buffer_size")] int BufferSize,
        [property: JsonPropertyName("redact_fields")] IReadOnlyList<string> RedactFields);

    /// <param name="Used">Entries in the buffer.</param>
    /// <param name="Capacity">How many it holds.</param>
    /// <param name="Dropped">Entries that stdout missed; the buffer had them.</param>
    internal sealed record Usage(
        [property: JsonPropertyName("used")] int Used,
        [property: JsonPropertyName("capacity")] int Capacity,
        [property: JsonPropertyName("dropped")] long Dropped);
}

[JsonSerializable(typeof(LogsPage))]
[JsonSerializable(typeof(LogsFound))]
[JsonSerializable(typeof(LogsConfig))]
[JsonSerializable(typeof(LoggedEntry))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int?))]
internal sealed partial class LogsJson : JsonSerializerContext
{
    /// <summary>As readable as stdout.</summary>
    public static readonly LogsJson Readable = new(new JsonSerializerOptions { Encoder = LogJson.Options.Encoder });
}
