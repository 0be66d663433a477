using Microsoft.Extensions.Logging;

namespace Hatago.AppHost;

internal static partial class MonitoringLog
{
    [LoggerMessage(LogLevel.Warning, "It is not on this machine: {toInstall}.")]
    public static partial void NotAvailable(this ILogger logger, string toInstall);
}
