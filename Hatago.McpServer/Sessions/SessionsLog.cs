namespace Hatago.McpServer.Sessions;

internal static partial class SessionsLog
{
    [LoggerMessage(LogLevel.Warning, "Redis went away: new sessions and event streams stay in this replica's memory until it is back ({reason})")]
    public static partial void RedisWentAway(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Redis is back")]
    public static partial void RedisCameBack(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "Session taken over from another replica")]
    public static partial void SessionMigrated(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "A resumed call was lost with replica {replica}, which ran it")]
    public static partial void CallLost(this ILogger logger, string replica);
}
