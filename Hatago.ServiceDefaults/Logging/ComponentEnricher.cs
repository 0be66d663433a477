using Serilog.Core;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>
/// Names the component that a record comes from. A logger called <c>name/Type</c> belongs to the plugin of that name;
/// Hatago's own are <c>hatago-core</c>; a library's keep their names.
/// </summary>
internal sealed class ComponentEnricher : ILogEventEnricher
{
    public const string Name = "component";
    public const string Core = "hatago-core";
    public static readonly LogEventProperty CoreProperty = new(Name, new ScalarValue(Core));

    public static string Of(LogEvent entry) => entry.Properties.GetValueOrDefault(Name) is ScalarValue { Value: string text } ? text : Core;

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        var source = logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string text } ? text : Core;
        if (CategoryLoggerFactory.Writing is { } category && category != source)
            logEvent.AddOrUpdateProperty(new(Constants.SourceContextPropertyName, new ScalarValue(source = category)));
        logEvent.AddOrUpdateProperty(source switch
        {
            Core => CoreProperty,
            _ when source.StartsWith("Hatago.", StringComparison.Ordinal) || source.StartsWith("Serilog.", StringComparison.Ordinal) => CoreProperty,
            _ when source.IndexOf('/', StringComparison.Ordinal) is > 0 and var end => new(Name, new ScalarValue(source[..end])),
            _ => new(Name, new ScalarValue(source)),
        });
    }
}
