using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Hatago.Tests.Logging;

internal static class MetricCollectorExtensions
{
    /// <summary>An observable counter's value now.</summary>
    public static long LastMeasurement(this MetricCollector<long> collector, string level)
    {
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Last(one => one.Tags["level"] is string value && value == level).Value;
    }
}
