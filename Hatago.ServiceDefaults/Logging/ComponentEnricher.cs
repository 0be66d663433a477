using Serilog.Core;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>
/// Names the component that a record comes from, and drops what the other members already say.
/// A logger called <c>name/Type</c> belongs to the plugin of that name; Hatago's own are <c>hatago-core</c>.
/// </summary>
internal sealed class ComponentEnricher : ILogEventEnricher
{
    private const string Core = "hatago-core";
    private static readonly LogEventProperty CoreProperty = new("component", new ScalarValue(Core));
    private static readonly string[] Said = [Constants.SourceContextPropertyName, "EventId", "RequestId", "RequestPath", "ConnectionId"];

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        var source = logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string text } ? text : Core;
        logEvent.AddOrUpdateProperty(Of(source));
        foreach (var name in Said)
            logEvent.RemovePropertyIfPresent(name);
    }

    private static LogEventProperty Of(string source) => source switch
    {
        Core => CoreProperty,
        _ when source.StartsWith("Hatago.", StringComparison.Ordinal) || source.StartsWith("Serilog.", StringComparison.Ordinal) => CoreProperty,
        _ when source.IndexOf('/', StringComparison.Ordinal) is > 0 and var end => new("component", new ScalarValue(source[..end])),
        _ => new("component", new ScalarValue(source)),
    };
}
