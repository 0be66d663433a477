using Microsoft.Extensions.Logging;

namespace Hatago.ServiceDefaults.Draining;

internal static partial class DrainLog
{
    [LoggerMessage(LogLevel.Information, "Shutdown begun by {signal}: not ready, serving for {delay_ms} ms more, {in_flight} in flight")]
    public static partial void ShutdownBegun(this ILogger logger, string signal, long delay_ms, int in_flight);

    [LoggerMessage(LogLevel.Information, "New work refused; waiting at most {timeout_ms} ms for {in_flight} in flight")]
    public static partial void WorkRefused(this ILogger logger, double timeout_ms, int in_flight);

    [LoggerMessage(LogLevel.Error, "Graceful timeout of {timeout_ms} ms is over; {in_flight} in flight are cancelled")]
    public static partial void GracefulTimeoutOver(this ILogger logger, double timeout_ms, int in_flight);

    [LoggerMessage(LogLevel.Information, "Nothing in flight; stopping")]
    public static partial void Drained(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "Not everything stopped")]
    public static partial void StopFailed(this ILogger logger, Exception exception);
}
