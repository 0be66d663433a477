namespace Hatago.McpServer.Auth;

internal static partial class AuthLog
{
    [LoggerMessage(LogLevel.Error, "Issuer could not be asked for its keys; those that are known are used for an hour at most, then every token is answered 503: {Reason}")]
    public static partial void IssuerWentAway(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Issuer answered again")]
    public static partial void IssuerCameBack(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "Token refused: {Reason}")]
    public static partial void TokenRefused(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Request forbidden: {Reason}")]
    public static partial void RequestForbidden(this ILogger logger, string reason);
}
