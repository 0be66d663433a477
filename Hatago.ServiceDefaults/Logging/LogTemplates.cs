using Serilog.Expressions;
using Serilog.Formatting;
using Serilog.Templates;
using Serilog.Templates.Themes;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>The two formats of a log line: one JSON object for machines, one line for people.</summary>
internal static class LogTemplates
{
    private const string Json =
        "{ {timestamp: ToString(UtcDateTime(@t), 'yyyy-MM-ddTHH:mm:ss.fffZ'), level: LevelNumber(@l), message: @m, component, "
        + "trace_id: @tr, meta: MetaOf(rest()), error: ErrorOf(@x)} }\n";

    private const string Compact =
        "{ToString(UtcDateTime(@t), 'HH:mm:ss')} {LevelName(@l)} [{component}] {@m}{#if IsDefined(MetaOf(rest(true)))} {MetaOf(rest(true))}{#end}\n{@x}";

    private static readonly StaticMemberNameResolver Functions = new(typeof(LogFunctions));

    public static ITextFormatter For(string format, bool onTerminal) => format == "json"
        ? new ExpressionTemplate(Json, nameResolver: Functions)
        : new ExpressionTemplate(Compact, nameResolver: Functions, theme: onTerminal ? TemplateTheme.Code : null);
}
