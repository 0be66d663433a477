using Serilog.Events;
using Serilog.Sinks.Async;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>Drops what finds the queue of the console full, and counts it by level, which the queue itself does not.</summary>
internal sealed class DroppedEntries(LogMetrics metrics) : IAsyncLogEventSinkMonitor
{
    /// <summary>Room for those who look at the same time: what the queue drops is counted nowhere.</summary>
    private const int Reserve = 100;

    private IAsyncLogEventSinkInspector? _queue;

    public bool Drops(LogEvent entry)
    {
        if (_queue is not { } queue || queue.Count < queue.BufferSize - Reserve)
            return false;

        metrics.Dropped(entry.Level);
        return true;
    }

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = null;
}
