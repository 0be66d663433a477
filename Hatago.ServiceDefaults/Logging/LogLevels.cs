using Serilog.Core;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>The level of this process, and the names and numbers of levels: 0 debug, 1 info, 2 warn, 3 error.</summary>
internal sealed class LogLevels
{
    /// <summary>The names, in order of their numbers.</summary>
    public static readonly IReadOnlyList<string> Names = ["debug", "info", "warn", "error"];

    public LogLevels(string? name) => Set(Parse(name) ?? LogEventLevel.Information);

    public LoggingLevelSwitch All { get; } = new();

    /// <summary>What the frameworks say at information is a second telling of our own records.</summary>
    public LoggingLevelSwitch Frameworks { get; } = new();

    public LogEventLevel Current => All.MinimumLevel;

    /// <summary>Acts at once.</summary>
    public void Set(LogEventLevel level)
    {
        All.MinimumLevel = level;
        Frameworks.MinimumLevel = level == LogEventLevel.Information ? LogEventLevel.Warning : level;
    }

    /// <summary>Sets it by name and says so, at a level that shows before and after.</summary>
    public void Change(string name, string by, Microsoft.Extensions.Logging.ILogger logger)
    {
        var before = Current;
        var now = Parse(name) ?? throw new ArgumentOutOfRangeException(nameof(name), name, $"allowed is one of {string.Join(", ", Names)}");
        Set((LogEventLevel)Math.Min((int)before, (int)LogEventLevel.Warning));
        logger.LevelChanged(Name(before), Name(now), by);
        Set(now);
    }

    /// <summary>The level of a name or a number; <see langword="null"/> for anything else.</summary>
    public static LogEventLevel? Parse(string? text)
    {
        for (var number = 0; number < Names.Count; number++)
        {
            if (string.Equals(text, Names[number], StringComparison.OrdinalIgnoreCase) || (text is [var digit] && digit == '0' + number))
                return LogEventLevel.Debug + number;
        }

        return null;
    }

    public static int Number(LogEventLevel level) => Math.Clamp(level - LogEventLevel.Debug, 0, Names.Count - 1);

    public static string Name(LogEventLevel level) => Names[Number(level)];
}
