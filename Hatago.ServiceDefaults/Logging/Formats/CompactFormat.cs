using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging.Formats;

/// <summary>
/// One line to read: <c>10:30:45 INFO [hatago-core] Request completed {"method":"POST"}</c>, an exception after <c> | </c>.
/// Whatever would break the line or the terminal is written as <c>\u000A</c>.
/// </summary>
internal sealed class CompactFormat(bool isColoured) : ILogFormat
{
    private const string Reset = "\u001b[0m";
    private const string Dim = "\u001b[90m";
    private static readonly string[] Colours = ["\u001b[90m", "\u001b[32m", "\u001b[33m", "\u001b[31m"];

    private readonly ArrayBufferWriter<byte> _meta = new();

    public void Write(LogEvent entry, IBufferWriter<byte> output)
    {
        var number = LogLevels.Number(entry.Level);
        var line = new StringBuilder(256);
        Coloured(line, Dim, entry.Timestamp.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)).Append(' ');
        Coloured(line, Colours[number], LogLevels.Names[number].ToUpperInvariant()).Append(" [");
        LineText.Append(line, ComponentEnricher.Of(entry));
        line.Append("] ");
        LineText.Append(line, LogMessage.Of(entry));
        if (Meta(entry) is { } meta)
        {
            line.Append(' ');
            if (isColoured)
                line.Append(Dim);
            LineText.Append(line, meta);
            if (isColoured)
                line.Append(Reset);
        }

        if (entry.Exception is { } error)
        {
            foreach (var part in error.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                line.Append(" | ");
                LineText.Append(line, part);
            }
        }

        line.Append('\n');
        Encoding.UTF8.GetBytes(line.ToString(), output);
    }

    private StringBuilder Coloured(StringBuilder line, string colour, string text) =>
        isColoured ? line.Append(colour).Append(text).Append(Reset) : line.Append(text);

    /// <summary>What the message does not say already.</summary>
    private string? Meta(LogEvent entry)
    {
        _meta.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_meta, LogJson.Options))
            LogJson.WriteMeta(json, entry, name => !LogMessage.Says(entry, name));
        return _meta.WrittenCount == "{}"u8.Length ? null : Encoding.UTF8.GetString(_meta.WrittenSpan);
    }
}
