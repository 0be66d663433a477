using System.Diagnostics;
using OpenTelemetry;

namespace Hatago.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps spans that the sampler left out when they are errors or slow, and what they are part of in this process. Spans that ended
/// before are gone.
/// </summary>
internal sealed class KeptTraces(TimeSpan slow) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Recorded || !(IsError(data) || IsSlow(data)))
            return;

        for (var span = data; span is { Recorded: false }; span = span.Parent)
            span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
    }

    private static bool IsError(Activity span) => span.Status == ActivityStatusCode.Error || span.GetTagItem("error.type") is not null;

    /// <summary>A GET may be a stream, which is to last.</summary>
    private bool IsSlow(Activity span) => span.Duration >= slow && span.GetTagItem("http.request.method") is not "GET";
}
