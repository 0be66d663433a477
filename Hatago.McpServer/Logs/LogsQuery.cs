using System.Globalization;
using System.Text.RegularExpressions;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Buffer;
using Serilog.Events;

namespace Hatago.McpServer.Logs;

/// <summary>What is asked of the logs, as a URL or a tool call says it. A value that is not allowed is named, and never repeated: it may be a secret in the wrong place.</summary>
internal sealed partial class LogsQuery
{
    private const int DefaultLimit = 100;

    private LogsQuery(LogFilter filter, int limit) => (Filter, Limit) = (filter, limit);

    public LogFilter Filter { get; }

    public int Limit { get; }

    /// <param name="read">Gives the text of a parameter; <see langword="null"/> for one that is absent.</param>
    /// <param name="capacity">Of the buffer: the highest limit.</param>
    /// <returns>The query, or what is wrong with which parameter.</returns>
    public static (LogsQuery? Query, string? Problem) Parse(Func<string, string?> read, int capacity)
    {
        var limit = Math.Min(DefaultLimit, capacity);
        if (read("limit") is { } limitText && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > capacity))
            return Wrong("limit", $"a whole number from 1 to {capacity}");
        var level = LogEventLevel.Verbose;
        if (read("level") is { } levelText)
        {
            if (LogLevels.Parse(levelText) is not { } lowest)
                return Wrong("level", $"a number from 0 to {LogLevels.Names.Count - 1} or one of {string.Join(", ", LogLevels.Names)}");
            level = lowest;
        }

        DateTimeOffset? since = null;
        if (read("since") is { } sinceText)
        {
            // A plus sign that is not encoded arrives as a space.
            if (!Iso().IsMatch(sinceText) || !DateTimeOffset.TryParse(sinceText.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                return Wrong("since", "a time of ISO 8601, for example 2026-08-15T10:30:45Z");
            since = parsed;
        }

        if (read("component") is { } component && !Component().IsMatch(component))
            return Wrong("component", "a name of up to 256 characters, for example hatago-core or a plugin's");
        if (read("trace_id") is { } trace && !Trace().IsMatch(trace))
            return Wrong("trace_id", "32 hexadecimal digits, a W3C trace id");
        if (read("correlation_id") is { } correlation && !Correlation().IsMatch(correlation))
            return Wrong("correlation_id", "1 to 64 characters of A-Z, a-z, 0-9, '.', '_', '-'");

        return (new(
            new() { Level = level, Component = read("component"), Since = since, TraceId = read("trace_id"), CorrelationId = read("correlation_id") },
            limit), null);
    }

    private static (LogsQuery?, string?) Wrong(string parameter, string allowed) => (null, $"Parameter '{parameter}' is not valid; allowed is {allowed}.");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[ +-]\d\d:?\d\d)?)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[\x21-\x7E]{1,256}\z")]
    private static partial Regex Component();

    [GeneratedRegex(@"^[0-9A-Fa-f]{32}\z")]
    private static partial Regex Trace();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Correlation();
}
