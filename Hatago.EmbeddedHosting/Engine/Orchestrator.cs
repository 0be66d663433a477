using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Hatago.EmbeddedHosting.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>Runs the application: addresses first, then every resource, each as soon as what it waits for is there; stops in reverse.</summary>
internal sealed class Orchestrator(
    IResourceCollection resources, Launcher launcher, ProcessSupervisor supervisor, HealthCheckService checks, ResourceNotificationService notifications,
    ResourceLoggerService logs, IDistributedApplicationEventing eventing, IConfiguration configuration, IServiceProvider services, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>The setting that real Aspire has for it.</summary>
    public const string RandomizePorts = "DcpPublisher:RandomizePorts";

    private readonly CancellationTokenSource _stopping = new();
    private ImmutableDictionary<string, ResourceRunner> _runners = ImmutableDictionary<string, ResourceRunner>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);
    private Task _starts = Task.CompletedTask;

    public IEnumerable<string> Names => resources.Select(resource => resource.Name);

    public ResourceRunner? Find(string name) => _runners.GetValueOrDefault(name);

    /// <exception cref="DistributedApplicationException">A port is taken, or resources wait for each other; nothing was started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RefuseCircles();
        EndpointAllocator.Allocate(resources, configuration.GetValue(RandomizePorts, false));
        _runners = _runners.AddRange(resources.Select(resource => KeyValuePair.Create(
            resource.Name, new ResourceRunner(resource, launcher, supervisor, checks, notifications, logs, time))));
        foreach (var resource in resources)
        {
            await notifications.PublishUpdateAsync(resource, now => now with
            {
                State = resource.IsStartedExplicitly() ? KnownResourceStates.NotStarted : KnownResourceStates.Starting,
                Urls = [.. resource.Urls()],
            });
        }

        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services), cancellationToken);
        _starts = Task.WhenAll(_runners.Values.Where(runner => !runner.Resource.IsStartedExplicitly()).Select(runner => runner.StartAsync(_stopping.Token)));
    }

    /// <summary>Stops each resource once those that waited for it have stopped.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var stops = new Dictionary<ResourceRunner, Task>();
        await Task.WhenAll(_runners.Values.Select(StopAfterItsDependents));
        await _starts;

        Task StopAfterItsDependents(ResourceRunner runner)
        {
            if (!stops.TryGetValue(runner, out var stop))
                stops[runner] = stop = StopAsync(runner, [.. Dependents(runner.Resource).Select(StopAfterItsDependents)]);
            return stop;
        }

        async Task StopAsync(ResourceRunner runner, Task[] dependents)
        {
            await Task.WhenAll(dependents);
            await runner.StopAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        foreach (var runner in _runners.Values)
            runner.Dispose();
    }

    private IEnumerable<ResourceRunner> Dependents(IResource resource) =>
        _runners.Values.Where(other => other.Resource.Dependencies().Any(dependency => dependency.Resource == resource));

    private void RefuseCircles()
    {
        var left = resources.ToHashSet();
        while (left.Count > 0)
        {
            if (left.RemoveWhere(resource => !resource.Dependencies().Any(dependency => left.Contains(dependency.Resource))) == 0)
                throw new DistributedApplicationException($"Resources wait for each other: {string.Join(", ", left.Select(resource => resource.Name))}.");
        }
    }
}
