using Serilog.Core;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>Counts the entries.</summary>
internal sealed class WrittenEntries(LogMetrics metrics) : ILogEventSink
{
    public void Emit(LogEvent logEvent) => metrics.Written(logEvent.Level);
}
