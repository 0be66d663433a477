using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>An entry with nothing secret in it.</summary>
/// <param name="Event">What is written.</param>
/// <param name="Size">About how many bytes it takes in memory.</param>
/// <param name="Sequence">Its number in this process; 0 until the buffer has it.</param>
internal readonly record struct LogEntry(LogEvent Event, int Size, long Sequence = 0);
