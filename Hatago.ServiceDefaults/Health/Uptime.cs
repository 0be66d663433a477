namespace Hatago.ServiceDefaults.Health;

internal sealed class Uptime(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);
}
