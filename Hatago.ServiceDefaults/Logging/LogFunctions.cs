using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>Functions of the log templates; Serilog.Expressions finds them by name.</summary>
internal static class LogFunctions
{
    /// <summary>Properties of the frameworks that <c>component</c>, <c>path</c> and <c>trace_id</c> already tell.</summary>
    private static readonly string[] Said = ["SourceContext", "EventId", "RequestId", "RequestPath", "ConnectionId"];

    public static LogEventPropertyValue? LevelNumber(LogEventPropertyValue? level) => new ScalarValue(Level(level) switch
    {
        <= LogEventLevel.Debug => 0,
        LogEventLevel.Information => 1,
        LogEventLevel.Warning => 2,
        _ => 3,
    });

    public static LogEventPropertyValue? LevelName(LogEventPropertyValue? level) => new ScalarValue(Level(level) switch
    {
        <= LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARN",
        _ => "ERROR",
    });

    /// <summary>What a record carries beside what the other members say; undefined when that is nothing.</summary>
    public static LogEventPropertyValue? MetaOf(LogEventPropertyValue? rest) =>
        rest is StructureValue { Properties: var all } && all.Where(one => !Said.Contains(one.Name)).ToArray() is { Length: > 0 } own
            ? new StructureValue(own)
            : null;

    public static LogEventPropertyValue? ErrorOf(LogEventPropertyValue? exception) =>
        exception is ScalarValue { Value: Exception error }
            ? new StructureValue([
                new("name", new ScalarValue(error.GetType().FullName)),
                new("message", new ScalarValue(error.Message)),
                new("stack", new ScalarValue(error.ToString()))])
            : null;

    private static LogEventLevel Level(LogEventPropertyValue? level) =>
        level is ScalarValue { Value: LogEventLevel value } ? value : LogEventLevel.Information;
}
