namespace Hatago.McpServer.Mcp;

internal static partial class McpLog
{
    [LoggerMessage(LogLevel.Error, "Answered with an internal error: {error}")]
    public static partial void InternalErrorAnswered(this ILogger logger, string error);
}
