using System.Globalization;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>How long a service may take to end, here and where it is published: its own limits, and a margin in which it may say that it reached them.</summary>
internal static class GracePeriod
{
    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <param name="setting">The value of an environment variable of the service.</param>
    public static TimeSpan Of(Func<string, string?> setting)
    {
        TimeSpan? Setting(string name) =>
            int.TryParse(setting(name), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;
        return (Setting("HATAGO_SHUTDOWN_DELAY_MS") ?? DefaultDelay) + (Setting("GRACEFUL_TIMEOUT_MS") ?? DefaultDrain) + Margin;
    }
}
