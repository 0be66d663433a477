using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Telemetry;

internal static partial class GuestLog
{
    [LoggerMessage(LogLevel.Information, "A guest arrived: {Guest}")]
    public static partial void GuestArrived(this ILogger logger, string guest);
}
