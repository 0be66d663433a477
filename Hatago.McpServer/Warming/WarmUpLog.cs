namespace Hatago.McpServer.Warming;

internal static partial class WarmUpLog
{
    [LoggerMessage(LogLevel.Information, "Warmed up in {duration_ms} ms by {calls} calls: {compiled} methods compiled")]
    public static partial void WarmedUp(this ILogger logger, double duration_ms, int calls, long compiled);

    [LoggerMessage(LogLevel.Warning, "The warm-up failed; the first calls take longer")]
    public static partial void WarmUpFailed(this ILogger logger, Exception exception);
}
