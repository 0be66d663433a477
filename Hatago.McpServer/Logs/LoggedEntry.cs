using System.Text.Json;
using System.Text.Json.Serialization;
using Hatago.ServiceDefaults.Logging.Formats;
using Serilog.Events;

namespace Hatago.McpServer.Logs;

/// <summary>An entry in an answer: the object that stdout has in JSON.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record LoggedEntry(LogEvent Event)
{
    internal sealed class Converter : JsonConverter<LoggedEntry>
    {
        public override LoggedEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, LoggedEntry value, JsonSerializerOptions options) => LogJson.Write(writer, value.Event);
    }
}
