using Hatago.ServiceDefaults.Logging.Formats;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>Hands entries on to the logging providers, OTLP's above all, with the same message as stdout has.</summary>
internal sealed class ProviderSink(LoggerProviderCollection providers)
{
    public void Emit(LogEvent entry)
    {
        State? state = null;
        var level = (LogLevel)(int)entry.Level;
        foreach (var provider in providers.Providers)
        {
            var logger = provider.CreateLogger(Text(entry, Constants.SourceContextPropertyName) ?? ComponentEnricher.Core);
            if (logger.IsEnabled(level))
                logger.Log(level, Id(entry), state ??= new(entry), entry.Exception, static (state, _) => LogMessage.Of(state.Entry));
        }
    }

    private static EventId Id(LogEvent entry)
    {
        if (entry.Properties.GetValueOrDefault("EventId") is not StructureValue { Properties: var id })
            return default;
        return new(
            id.FirstOrDefault(part => part.Name == "Id")?.Value is ScalarValue { Value: int number } ? number : 0,
            id.FirstOrDefault(part => part.Name == "Name")?.Value is ScalarValue { Value: string name } ? name : null);
    }

    private static string? Text(LogEvent entry, string name) => entry.Properties.GetValueOrDefault(name) is ScalarValue { Value: string text } ? text : null;

    /// <summary>The properties, as the providers take them: values, and JSON of what has parts.</summary>
    private sealed class State(LogEvent entry) : List<KeyValuePair<string, object?>>(Read(entry))
    {
        public LogEvent Entry => entry;

        public override string ToString() => LogMessage.Of(entry);

        private static IEnumerable<KeyValuePair<string, object?>> Read(LogEvent entry) =>
        [
            .. entry.Properties.Where(property => property.Key is ComponentEnricher.Name || LogJson.IsMeta(property.Key))
                .Select(property => new KeyValuePair<string, object?>(property.Key, property.Value is ScalarValue { Value: var value } ? value : LogJson.Text(property.Value))),
            new("{OriginalFormat}", entry.MessageTemplate.Text),
        ];
    }
}
