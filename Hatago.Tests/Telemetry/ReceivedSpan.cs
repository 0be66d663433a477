using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>A span as it was exported. Ids are lower-case hex, as W3C and logs write them.</summary>
/// <param name="Span">The whole span.</param>
/// <param name="Scope">The name of its <c>ActivitySource</c>.</param>
/// <param name="Resource">The attributes of the process that it is from.</param>
internal sealed record ReceivedSpan(Span Span, string Scope, IReadOnlyDictionary<string, AnyValue> Resource)
{
    public string Name => Span.Name;

    public string TraceId => Convert.ToHexStringLower(Span.TraceId.Span);

    public string SpanId => Convert.ToHexStringLower(Span.SpanId.Span);

    /// <summary>Empty for a root.</summary>
    public string ParentSpanId => Convert.ToHexStringLower(Span.ParentSpanId.Span);
}
