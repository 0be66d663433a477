using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging.Buffer;

/// <summary>Which entries are asked for; what is not set matches all.</summary>
internal sealed record LogFilter
{
    /// <summary>That and above.</summary>
    public LogEventLevel Level { get; init; }

    public string? Component { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>The W3C trace id, 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    public string? CorrelationId { get; init; }

    public bool Matches(LogEvent entry) =>
        entry.Level >= Level
        && (Component is null || Component.Equals(ComponentEnricher.Of(entry), StringComparison.OrdinalIgnoreCase))
        && (Since is null || entry.Timestamp >= Since)
        && (TraceId is null || TraceId.Equals(entry.TraceId?.ToHexString(), StringComparison.OrdinalIgnoreCase))
        && (CorrelationId is null || entry.Properties.GetValueOrDefault("correlation_id") is ScalarValue { Value: string id } && id == CorrelationId);
}
