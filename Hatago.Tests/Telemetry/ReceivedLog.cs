using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>A log record as it was exported. Ids are lower-case hex, as W3C and logs write them.</summary>
/// <param name="Record">The whole record.</param>
/// <param name="Scope">The category of its logger.</param>
/// <param name="Resource">The attributes of the process that it is from.</param>
internal sealed record ReceivedLog(LogRecord Record, string Scope, IReadOnlyDictionary<string, AnyValue> Resource)
{
    /// <summary>Empty outside of a span.</summary>
    public string TraceId => Convert.ToHexStringLower(Record.TraceId.Span);

    /// <summary>Empty outside of a span.</summary>
    public string SpanId => Convert.ToHexStringLower(Record.SpanId.Span);
}
