using Hatago.Tests.Sessions;

namespace Hatago.Tests.Drills;

/// <summary>Three servers that share a Redis, behind a load balancer.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    private readonly PluginsFolder _plugins = new PluginsFolder().AddFixture();
    private readonly List<ServerProcess> _all = [];

    public RedisServer Redis { get; private set; } = null!;

    public LoadBalancer Front { get; private set; } = null!;

    public int Count => _all.Count;

    public static async Task<Replicas> StartAsync(CancellationToken cancellation)
    {
        var replicas = new Replicas { Redis = await RedisServer.StartAsync(cancellation) };
        for (var i = 0; i < 3; i++)
            replicas._all.Add(replicas.Start(Ports.NextFree()));
        foreach (var replica in replicas._all)
            (await replica.ReadyAsync(cancellation)).Dispose();
        replicas.Front = await LoadBalancer.StartAsync(replicas._all.Select(replica => replica.Address));
        return replicas;
    }

    /// <summary>Ends one as Kubernetes does, waits for it, and starts another in its place.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RestartAsync(int index, CancellationToken cancellation)
    {
        Signals.Terminate(_all[index].Id);
        var exitCode = await _all[index].ExitAsync(cancellation);
        await ReplaceAsync(index, cancellation);
        return exitCode;
    }

    /// <returns>The id of the process that was killed.</returns>
    public async Task<int> KillAsync(int index, CancellationToken cancellation)
    {
        var id = _all[index].Id;
        Signals.Kill(id);
        await _all[index].ExitAsync(cancellation);
        return id;
    }

    public async Task ReplaceAsync(int index, CancellationToken cancellation)
    {
        await _all[index].DisposeAsync();
        _all[index] = Start(_all[index].Address.Port);
        (await _all[index].ReadyAsync(cancellation)).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (Front is not null)
            await Front.DisposeAsync();
        foreach (var replica in _all)
            await replica.DisposeAsync();
        await Redis.DisposeAsync();
        _plugins.Dispose();
    }

    private ServerProcess Start(int port) => ServerProcess.Start(
        port, ("HATAGO_PLUGINS_DIR", _plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("HATAGO_REDIS", Redis.ConnectionString),
        ("HATAGO_SHUTDOWN_DELAY_MS", "3000"), ("LOG_LEVEL", "warn"), ("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1000000"));
}
