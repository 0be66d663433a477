using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging.Formats;

/// <summary>
/// An entry as a JSON object: <c>timestamp</c>, <c>level</c>, <c>message</c>, <c>component</c>, <c>trace_id</c>, <c>meta</c>,
/// <c>error</c>; the last three where there is something to say.
/// </summary>
internal static class LogJson
{
    private const string Component = ComponentEnricher.Name;

    /// <summary>Readable, and still no control character, line separator or half a surrogate pair as it is.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Properties of the frameworks that <c>component</c>, <c>path</c> and <c>trace_id</c> already tell.</summary>
    public static bool IsMeta(string name) => name is not (Component or "SourceContext" or "EventId" or "RequestId" or "RequestPath" or "ConnectionId");

    public static void Write(Utf8JsonWriter json, LogEvent entry)
    {
        json.WriteStartObject();
        Span<char> timestamp = stackalloc char[24];
        entry.Timestamp.UtcDateTime.TryFormat(timestamp, out _, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        json.WriteString("timestamp"u8, timestamp);
        json.WriteNumber("level"u8, LogLevels.Number(entry.Level));
        json.WriteString("message"u8, LogMessage.Of(entry));
        json.WriteString("component"u8, ComponentEnricher.Of(entry));
        if (entry.TraceId is { } trace)
            json.WriteString("trace_id"u8, trace.ToHexString());
        if (HasMeta(entry))
        {
            json.WritePropertyName("meta"u8);
            WriteMeta(json, entry);
        }

        if (entry.Exception is { } error)
        {
            json.WriteStartObject("error"u8);
            json.WriteString("name"u8, error is Redaction.LoggedException { Name: var name } ? name : error.GetType().FullName);
            json.WriteString("message"u8, error.Message);
            json.WriteString("stack"u8, error.ToString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static bool HasMeta(LogEvent entry)
    {
        foreach (var (name, _) in entry.Properties)
        {
            if (IsMeta(name))
                return true;
        }

        return false;
    }

    /// <param name="json">Where to.</param>
    /// <param name="entry">Whose.</param>
    /// <param name="isWanted">Which of its properties; all when absent.</param>
    public static void WriteMeta(Utf8JsonWriter json, LogEvent entry, Func<string, bool>? isWanted = null)
    {
        json.WriteStartObject();
        foreach (var (name, value) in entry.Properties)
        {
            if (!IsMeta(name) || isWanted?.Invoke(name) is false)
                continue;
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    public static string Text(LogEventPropertyValue value)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Options))
            Write(json, value);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue scalar:
                Write(json, scalar.Value);
                break;
            case SequenceValue sequence:
                json.WriteStartArray();
                foreach (var element in sequence.Elements)
                    Write(json, element);
                json.WriteEndArray();
                break;
            case StructureValue structure:
                json.WriteStartObject();
                foreach (var property in structure.Properties)
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case DictionaryValue dictionary:
                json.WriteStartObject();
                foreach (var (key, element) in dictionary.Elements)
                {
                    json.WritePropertyName(Convert.ToString(key.Value, CultureInfo.InvariantCulture) ?? "null");
                    Write(json, element);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case sbyte or byte or short or ushort or int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case uint or ulong:
                json.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                json.WriteStringValue(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
