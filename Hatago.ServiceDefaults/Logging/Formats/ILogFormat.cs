using System.Buffers;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging.Formats;

/// <summary>How an entry looks on stdout: one line.</summary>
internal interface ILogFormat
{
    /// <summary>Writes the line, its end included; all of it or, when it throws, nothing.</summary>
    void Write(LogEvent entry, IBufferWriter<byte> output);
}
