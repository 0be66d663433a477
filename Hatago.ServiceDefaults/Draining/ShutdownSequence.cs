using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>
/// The way from a signal to the end: not ready at once; serving on until load balancers have noticed; then no new work,
/// and what is in flight finishes; then the host stops (streams and sessions are closed, hosted services stop, logs are flushed).
/// </summary>
internal sealed class ShutdownSequence(DrainGate gate, OpenConnections connections, IOptions<DrainOptions> options, TimeProvider time, ILogger<ShutdownSequence> logger)
{
    /// <summary>What cancelled work has to say so to its client, and hosted services have to stop, when the graceful timeout is over.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <returns>Whether all that was in flight finished.</returns>
    public async Task<bool> RunAsync(string signal, IHost host)
    {
        var timeout = options.Value.GracefulTimeout;
        gate.BeginShutdown();
        var delay = gate.RefusesIn;
        logger.ShutdownBegun(signal, (long)Math.Ceiling(delay.TotalMilliseconds), gate.InFlight);
        var last = options.Value.ShutdownDelay - options.Value.IdleConnection;
        if (delay > last)
            await Task.Delay(delay - last, time);
        await connections.CloseAsync(gate.RefusesIn);
        await Task.Delay(gate.RefusesIn, time);

        logger.WorkRefused(timeout.TotalMilliseconds, gate.InFlight);
        var start = time.GetTimestamp();
        var isDrained = await IsIdleWithinAsync(timeout);
        if (isDrained)
        {
            logger.Drained();
        }
        else
        {
            logger.GracefulTimeoutOver(timeout.TotalMilliseconds, gate.InFlight);
            await gate.AbortAsync();
            await IsIdleWithinAsync(LastWords);
        }

        var left = timeout - time.GetElapsedTime(start);
        using var limit = new CancellationTokenSource(left > LastWords ? left : LastWords, time);
        return await HasStoppedAsync(host, limit.Token) && isDrained;
    }

    private async Task<bool> HasStoppedAsync(IHost host, CancellationToken limit)
    {
        try
        {
            await host.StopAsync(limit);
            return true;
        }
        catch (Exception failure)
        {
            logger.StopFailed(failure); // A hosted service's; the process ends all the same.
            return false;
        }
    }

    private async Task<bool> IsIdleWithinAsync(TimeSpan limit)
    {
        try
        {
            await gate.WhenIdle().WaitAsync(limit, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
