using System.Diagnostics.Metrics;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>Counts log entries from the first on, which is written before anyone reads metrics.</summary>
internal sealed class LogMetrics
{
    private static readonly string[] Levels = ["debug", "info", "warn", "error"];

    private readonly long[] _entries = new long[Levels.Length];
    private readonly long[] _dropped = new long[Levels.Length];

    public LogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Hatago.Logging");
        meter.CreateObservableCounter("hatago_log_entries_total", () => Read(_entries), description: "Log entries, those that were dropped included, by level.");
        meter.CreateObservableCounter("hatago_log_dropped_total", () => Read(_dropped), description: "Log entries that were not written because their reader was too slow, by level.");
    }

    public void Written(LogEventLevel level) => Interlocked.Increment(ref _entries[IndexOf(level)]);

    public void Dropped(LogEventLevel level) => Interlocked.Increment(ref _dropped[IndexOf(level)]);

    private static IEnumerable<Measurement<long>> Read(long[] counts) =>
        Levels.Select((level, index) => new Measurement<long>(Interlocked.Read(ref counts[index]), new KeyValuePair<string, object?>("level", level)));

    private static int IndexOf(LogEventLevel level) => Math.Clamp((int)level - (int)LogEventLevel.Debug, 0, Levels.Length - 1);
}
