using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Sessions;

/// <summary>Tells the other replicas that this one is alive. (Also what notices first that Redis went away or is back.)</summary>
internal sealed class ReplicaHeartbeat(ForgivingCache cache, IOptions<SessionsOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>This process, and not the one that was started in its place after it.</summary>
    public string Replica { get; } = Guid.NewGuid().ToString("N");

    public async Task<bool> IsGoneAsync(string replica) =>
        replica != Replica && await cache.TryGetAsync(Key(replica), CancellationToken.None) is (true, null);

    /// <summary>Whether there is a Redis that hears heartbeats at all.</summary>
    public async Task<bool> IsHeardAsync() => (await cache.TryGetAsync(Key(Replica), CancellationToken.None)).IsAnswered;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await cache.RemoveAsync(Key(Replica), CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var entry = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = options.Value.HeartbeatLifetime };
        using var timer = new PeriodicTimer(options.Value.HeartbeatInterval, time);
        do
        {
            await cache.TrySetAsync(Key(Replica), [], entry, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static string Key(string replica) => $"replica:{replica}";
}
