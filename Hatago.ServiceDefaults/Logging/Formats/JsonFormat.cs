using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging.Formats;

/// <summary>One JSON object a line, for machines.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The writer holds nothing but memory.")]
internal sealed class JsonFormat : ILogFormat
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, LogJson.Options);

    public void Write(LogEvent entry, IBufferWriter<byte> output)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        LogJson.Write(_json, entry);
        _json.Flush();
        output.Write(_line.WrittenSpan);
        output.Write("\n"u8);
    }
}
