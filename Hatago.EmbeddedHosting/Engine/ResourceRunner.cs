using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Hatago.EmbeddedHosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>
/// The life of one resource: waits, starts, watches its health and its log, stops. A resource that ends by itself stays
/// ended, and is shown so: restarting it is the user's decision.
/// </summary>
internal sealed class ResourceRunner(
    IResource resource, Launcher launcher, ProcessSupervisor supervisor, HealthCheckService checks,
    ResourceNotificationService notifications, ResourceLoggerService logs, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CheckUntilHealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CheckOnceHealthy = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ResourceLog _log = logs.Log(resource.Name);
    private CancellationTokenSource _starting = new();
    private Run? _run;

    public IResource Resource => resource;

    /// <summary>Starts it once what it waits for is there. One that runs stays as it is.</summary>
    /// <returns>Why it could not be started, or <see langword="null"/>.</returns>
    public async Task<string?> StartAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_run is { HasEnded: false })
                return null;

            _starting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await WaitForDependenciesAsync(_starting.Token);
            await PublishAsync(KnownResourceStates.Starting, now => now.With(ResourceSnapshotText.Reason, null) with { ExitCode = null });
            await LaunchAsync(_starting.Token);
            return null;
        }
        catch (DistributedApplicationException problem)
        {
            _log.Add($"Not started: {problem.Message}.", isError: true);
            await PublishAsync(KnownResourceStates.FailedToStart, now => now.With(ResourceSnapshotText.Reason, problem.Message));
            return problem.Message;
        }
        catch (OperationCanceledException) when (_starting.IsCancellationRequested)
        {
            await PublishAsync(KnownResourceStates.Exited, now => now.With(ResourceSnapshotText.Reason, "stopped before it was started"));
            return $"'{resource.Name}' was stopped before it was started.";
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks it to end, and makes it end when it has not within its grace period.</summary>
    /// <param name="hurry">Makes it end at once.</param>
    /// <returns>Always <see langword="null"/>: it has ended.</returns>
    public async Task<string?> StopAsync(CancellationToken hurry)
    {
        await _starting.CancelAsync();
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_run is not { HasEnded: false } run)
                return null;

            run.IsStopRequested = true;
            await PublishAsync(KnownResourceStates.Stopping);
            run.Process.Terminate();
            try
            {
                await run.Process.Exit.WaitAsync(run.Grace, time, hurry);
            }
            catch (Exception late) when (late is TimeoutException or OperationCanceledException)
            {
                _log.Add($"Did not end {(late is TimeoutException ? $"within {run.Grace.TotalSeconds:0.#} s" : "in time")} and was killed.", isError: true);
                run.Process.Kill();
            }

            await run.Ended;
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task WaitForDependenciesAsync(CancellationToken cancellation)
    {
        if (!resource.Dependencies().Any())
            return;

        await PublishAsync(KnownResourceStates.Waiting);
        foreach (var dependency in resource.Dependencies())
        {
            if (dependency.ExitCode is not { } wanted)
            {
                await notifications.WaitForResourceHealthyAsync(dependency.Resource.Name, cancellation);
                continue;
            }

            var ended = await notifications.WaitForResourceAsync(
                dependency.Resource.Name, now => KnownResourceStates.TerminalStates.Contains(now.Snapshot.State?.Text), cancellation);
            if (ended.Snapshot.ExitCode != wanted)
                throw new DistributedApplicationException($"it waits for '{dependency.Resource.Name}' to end with code {wanted}, which is {ended.Snapshot.Describe()}");
        }
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        var launch = await launcher.PrepareAsync(resource, cancellation);
        var process = supervisor.Start(launch);
        await PublishAsync(KnownResourceStates.Running, now => now.With(ResourceSnapshotText.ProcessId, process.Id) with
        {
            StartTimeStamp = time.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
            HealthReports = [.. Keys.Select(key => new HealthReportSnapshot(key, null, null, null))],
        });
        _run = new(process, GracePeriod.Of(name => launch.Environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name)));
        _run.Ended = WatchAsync(_run);
    }

    private ImmutableHashSet<string> Keys => [.. resource.Annotations.OfType<HealthAnnotation>().Select(check => check.Key)];

    private async Task WatchAsync(Run run)
    {
        using var ended = new CancellationTokenSource();
        var health = CheckHealthAsync(ended.Token);
        var output = ReadAsync(run.Process.Output, isError: false);
        var errors = ReadAsync(run.Process.Errors, isError: true);

        var code = await run.Process.Exit;
        await ended.CancelAsync();
        await Task.WhenAll(health, output, errors);

        run.HasEnded = true;
        if (!run.IsStopRequested && code != 0)
            _log.Add($"Ended with code {code}.", isError: true);
        await PublishAsync(run.IsStopRequested || code != 0 ? KnownResourceStates.Exited : KnownResourceStates.Finished, now => now.With(ResourceSnapshotText.ProcessId, null) with
        {
            ExitCode = code,
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
            HealthReports = [],
        });
    }

    private async Task ReadAsync(StreamReader lines, bool isError)
    {
        while (await lines.ReadLineAsync() is { } line)
            _log.Add(line, isError);
    }

    private async Task CheckHealthAsync(CancellationToken ended)
    {
        var keys = Keys;
        if (keys.IsEmpty)
            return;

        try
        {
            while (true)
            {
                var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), ended);
                await notifications.PublishUpdateAsync(resource, now => ended.IsCancellationRequested ? now : now with
                {
                    HealthReports = [.. report.Entries.Select(entry => new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()))],
                });
                await Task.Delay(report.Status == HealthStatus.Healthy ? CheckOnceHealthy : CheckUntilHealthy, time, ended);
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }

    private Task PublishAsync(string state, Func<CustomResourceSnapshot, CustomResourceSnapshot>? change = null) =>
        notifications.PublishUpdateAsync(resource, now => (change?.Invoke(now) ?? now) with { State = state });

    /// <summary>From one start to the end that belongs to it.</summary>
    private sealed class Run(SupervisedProcess process, TimeSpan grace)
    {
        private volatile bool _hasEnded;
        private volatile bool _isStopRequested;

        public SupervisedProcess Process => process;

        public TimeSpan Grace => grace;

        public Task Ended { get; set; } = Task.CompletedTask;

        public bool HasEnded { get => _hasEnded; set => _hasEnded = value; }

        public bool IsStopRequested { get => _isStopRequested; set => _isStopRequested = value; }
    }
}
