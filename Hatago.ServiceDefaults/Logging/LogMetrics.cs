using System.Diagnostics.Metrics;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>Counts log entries from the first on, which is written before anyone reads metrics.</summary>
internal sealed class LogMetrics
{
    private readonly long[] _entries = new long[LogLevels.Names.Count];
    private readonly long[] _dropped = new long[LogLevels.Names.Count];

    public LogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Hatago.Logging");
        meter.CreateObservableCounter("hatago_log_entries_total", () => Read(_entries), description: "Log entries, those that were dropped included, by level.");
        meter.CreateObservableCounter("hatago_log_dropped_total", () => Read(_dropped), description: "Log entries that were not written because their reader was too slow, by level.");
    }

    public long AllDropped => _dropped.Sum();

    public void Written(LogEventLevel level) => Interlocked.Increment(ref _entries[LogLevels.Number(level)]);

    public void Dropped(LogEventLevel level) => Interlocked.Increment(ref _dropped[LogLevels.Number(level)]);

    private static IEnumerable<Measurement<long>> Read(long[] counts) =>
        LogLevels.Names.Select((level, number) => new Measurement<long>(Interlocked.Read(ref counts[number]), new KeyValuePair<string, object?>("level", level)));
}
