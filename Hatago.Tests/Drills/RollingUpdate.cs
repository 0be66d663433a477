using Hatago.Tests.Deploy;
using Hatago.Tests.Sessions;

namespace Hatago.Tests.Drills;

/// <summary>
/// What Kubernetes does with the deployment of the production overlay: its controllers, over real processes. A pod that ends leaves
/// the service only some time after its SIGTERM, as endpoints and proxies take theirs to learn of it.
/// </summary>
internal sealed class RollingUpdate : IAsyncDisposable
{
    /// <summary>From the end of a pod to the last proxy that has heard of it.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);

    private readonly PluginsFolder _plugins = new PluginsFolder().AddFixture();
    private readonly List<Pod> _serving = [];
    private readonly List<Pod> _all = [];
    private readonly Manifests _manifests;
    private readonly RedisServer _redis;
    private readonly (string, string)[] _changes;

    private RollingUpdate(Manifests manifests, RedisServer redis, (string, string)[] changes) => (_manifests, _redis, _changes) = (manifests, redis, changes);

    public Service Service { get; } = new();

    public IReadOnlyList<Pod> Pods => _all;

    /// <param name="replicas">How many.</param>
    /// <param name="changes">Variables that are to be others than the manifest's.</param>
    /// <param name="cancellation">Of the test.</param>
    public static async Task<RollingUpdate> StartAsync(int replicas, CancellationToken cancellation, params (string, string)[] changes)
    {
        var deployment = new RollingUpdate(await Manifests.BuildAsync("overlays/production"), await RedisServer.StartAsync(cancellation), changes);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, replicas).Select(_ => deployment.AddAsync(cancellation)));
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces all pods as the deployment's strategy says: no more than maxSurge beyond the replicas, no fewer ready ones than the replicas less maxUnavailable.</summary>
    /// <returns>How the old ones ended.</returns>
    public async Task<IReadOnlyList<int>> ReplaceAllAsync(CancellationToken cancellation)
    {
        var strategy = _manifests.Deployment.Spec.Strategy.RollingUpdate;
        Assert.Equal(("1", "0"), (strategy.MaxSurge.Value, strategy.MaxUnavailable.Value)); // What follows is for these.
        var ends = new List<Task<int>>();
        foreach (var old in _serving.ToArray())
        {
            await AddAsync(cancellation);
            ends.Add(RemoveAsync(old, cancellation));
        }

        return await Task.WhenAll(ends);
    }

    /// <summary>SIGTERM, and out of the service when its proxies have heard of it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RemoveAsync(Pod pod, CancellationToken cancellation)
    {
        var ended = pod.TerminateAsync(cancellation);
        await Task.Delay(Lag, TimeProvider.System, cancellation);
        lock (_all)
            _serving.Remove(pod);
        Route();
        return await ended;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _all)
            await pod.DisposeAsync();
        await _redis.DisposeAsync();
        _plugins.Dispose();
    }

    private async Task AddAsync(CancellationToken cancellation)
    {
        // What this machine has not: an issuer, a collector, a signature on the plugin of these tests.
        var own = _manifests.Config.Where(one => !one.Key.StartsWith("AUTH_", StringComparison.Ordinal) && one.Key is not ("PORT" or "HOSTNAME" or "REQUIRE_AUTH" or "OTEL_EXPORTER_OTLP_ENDPOINT"))
            .Select(one => (one.Key, one.Value));
        var pod = new Pod(_manifests.Pod, [
            .. own, ("HATAGO_PLUGINS_DIR", _plugins.Path), ("REQUIRE_SIGNED_PLUGINS", "false"), ("HATAGO_REDIS", _redis.ConnectionString),
            ("LOG_LEVEL", "warn"), ("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1000000"), .. _changes]);
        lock (_all)
            _all.Add(pod);
        await pod.Ready.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, cancellation);
        lock (_all)
            _serving.Add(pod);
        Route();
    }

    private void Route()
    {
        lock (_all)
            Service.Endpoints = [.. _serving.Select(pod => pod.Address)];
    }
}
