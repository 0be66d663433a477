namespace Hatago.McpServer.Mcp;

internal static partial class McpLog
{
    [LoggerMessage(LogLevel.Error, "Answered with an internal error: {error}")]
    public static partial void InternalErrorAnswered(this ILogger logger, string error);

    [LoggerMessage(LogLevel.Warning, "Hung up on a client that did not read its answer within {limit_ms} ms")]
    public static partial void ClientStalled(this ILogger logger, double limit_ms);

    [LoggerMessage(LogLevel.Debug, "A client was not told that a resource changed")]
    public static partial void ResourceUpdateNotTold(this ILogger logger, Exception exception);
}
