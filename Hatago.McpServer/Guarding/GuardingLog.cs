namespace Hatago.McpServer.Guarding;

internal static partial class GuardingLog
{
    [LoggerMessage(LogLevel.Error, "Circuit of plugin {plugin} opened after {failures} failures in a row; one probe in {reset_ms} ms")]
    public static partial void CircuitOpened(this ILogger logger, string plugin, int failures, double reset_ms);

    [LoggerMessage(LogLevel.Warning, "Circuit of plugin {plugin} half open: one call goes through as a probe")]
    public static partial void CircuitHalfOpened(this ILogger logger, string plugin);

    [LoggerMessage(LogLevel.Information, "Circuit of plugin {plugin} closed")]
    public static partial void CircuitClosed(this ILogger logger, string plugin);

    [LoggerMessage(LogLevel.Error, "Call of {name} in plugin {plugin} failed")]
    public static partial void CallFailed(this ILogger logger, string name, string plugin, Exception exception);

    [LoggerMessage(LogLevel.Error, "Call of {name} in plugin {plugin} timed out after {timeout_ms} ms")]
    public static partial void CallTimedOut(this ILogger logger, string name, string plugin, double timeout_ms);

    [LoggerMessage(LogLevel.Error, "Call of {name} in plugin {plugin} left behind: it goes on although it was cancelled; its slot is free")]
    public static partial void CallLeftBehind(this ILogger logger, string name, string plugin);

    [LoggerMessage(LogLevel.Error, "Call of {name} in plugin {plugin} cancelled: the process ends and its time is over")]
    public static partial void CallCancelledByShutdown(this ILogger logger, string name, string plugin);

    [LoggerMessage(LogLevel.Warning, "Thread pool stood still, its threads are blocked; it may have {threads} now")]
    public static partial void ThreadPoolStarved(this ILogger logger, int threads);

    [LoggerMessage(LogLevel.Warning, "Drill {action} begun, {count} times, on {plugin}")]
    public static partial void DrillBegun(this ILogger logger, string action, int count, string plugin);
}
