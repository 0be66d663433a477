using Microsoft.Extensions.Logging;

namespace Hatago.ServiceDefaults.Logging;

internal static partial class LoggingLog
{
    [LoggerMessage(LogLevel.Warning, "Log level changed from {Before} to {Now} by {By}")]
    public static partial void LevelChanged(this ILogger logger, string before, string now, string by);

    [LoggerMessage(LogLevel.Warning, "Configuration read again on SIGHUP; the log level is {Level}, as before")]
    public static partial void LevelKept(this ILogger logger, string level);

    [LoggerMessage(LogLevel.Error, "Configuration read again on SIGHUP; the log level stays {Level}: {Problem}")]
    public static partial void LevelInvalid(this ILogger logger, string level, string problem);
}
