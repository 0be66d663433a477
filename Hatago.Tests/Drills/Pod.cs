using System.Diagnostics;
using k8s.Models;

namespace Hatago.Tests.Drills;

/// <summary>A pod as kubelet has it: a real process, the probes of its manifest at their own times, SIGTERM, and SIGKILL at the end of its grace period.</summary>
internal sealed class Pod : IAsyncDisposable
{
    private readonly V1PodSpec _spec;
    private readonly ServerProcess _process;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _probing;
    private readonly long _start = Stopwatch.GetTimestamp();

    public Pod(V1PodSpec spec, params (string Name, string Value)[] environment)
    {
        _spec = spec;
        _process = ServerProcess.Start(environment);
        _http = new() { BaseAddress = _process.Address };
        _probing = ProbeAsync();
    }

    public Uri Address => _process.Address;

    /// <summary>Its first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether it was ended by SIGKILL, by a probe or by the end of its grace period.</summary>
    public bool WasKilled { get; private set; }

    private V1Container Server => _spec.Containers.Single();

    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync(CancellationToken cancellation)
    {
        Signals.Terminate(_process.Id);
        try
        {
            return await _process.ExitAsync(cancellation, TimeSpan.FromSeconds(_spec.TerminationGracePeriodSeconds!.Value));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Kill();
            return await _process.ExitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _probing;
        await _process.DisposeAsync();
        _http.Dispose();
        _end.Dispose();
    }

    private async Task ProbeAsync()
    {
        try
        {
            if (!await SucceedsAsync(Server.StartupProbe))
            {
                Kill();
                _ready.TrySetException(new InvalidOperationException($"The pod has not started: {_process.Errors}"));
                return;
            }

            await Task.WhenAll(BeReadyAsync(), LiveAsync());
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private async Task BeReadyAsync()
    {
        while (!_process.HasExited)
        {
            if (await SucceedsAsync(Server.ReadinessProbe))
            {
                _ready.TrySetResult();
                return;
            }
        }
    }

    private async Task LiveAsync()
    {
        while (!_process.HasExited)
        {
            if (await FailsAsync(Server.LivenessProbe) && !_process.HasExited)
                Kill();
        }
    }

    /// <summary>Whether it has succeeded before it has failed as often as it may.</summary>
    private async Task<bool> SucceedsAsync(V1Probe probe)
    {
        await DelayAsync(probe);
        for (var failures = 0; failures < probe.FailureThreshold && !_process.HasExited; failures++)
        {
            if (await AskAsync(probe))
                return true;
            await Task.Delay(TimeSpan.FromSeconds(probe.PeriodSeconds!.Value), TimeProvider.System, _end.Token);
        }

        return false;
    }

    private async Task<bool> FailsAsync(V1Probe probe)
    {
        await DelayAsync(probe);
        for (var failures = 0; failures < probe.FailureThreshold;)
        {
            failures = await AskAsync(probe) ? 0 : failures + 1;
            await Task.Delay(TimeSpan.FromSeconds(probe.PeriodSeconds!.Value), TimeProvider.System, _end.Token);
            if (_process.HasExited)
                return false;
        }

        return true;
    }

    /// <summary>The initial delay counts from the start of the container.</summary>
    private Task DelayAsync(V1Probe probe)
    {
        var left = TimeSpan.FromSeconds(probe.InitialDelaySeconds ?? 0) - Stopwatch.GetElapsedTime(_start);
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System, _end.Token) : Task.CompletedTask;
    }

    private async Task<bool> AskAsync(V1Probe probe)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(probe.TimeoutSeconds ?? 1));
        try
        {
            using var answer = await _http.GetAsync(new Uri(probe.HttpGet.Path, UriKind.Relative), limit.Token);
            return (int)answer.StatusCode is >= 200 and < 400;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !_end.IsCancellationRequested))
        {
            return false;
        }
    }

    private void Kill()
    {
        if (_process.HasExited)
            return;
        WasKilled = true;
        Signals.Kill(_process.Id);
    }
}
