using System.Diagnostics;
using Hatago.McpServer.Admission;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Guarding;

/// <summary>
/// Keeps the thread pool alive while plugins block its threads: probes, timeouts and signals need one too. A pool of two cores
/// adds one or two threads a second by itself, so twenty calls that block would hold all of that up. Asking for many threads
/// from the start would cost every busy server its latency (docs/decisions/0009-guarding.md), so more are asked for only once
/// the pool stands still: a thread of its own asks it for a sign of life. One that computes meanwhile has no time, under a limit of
/// processor time above all, and would have less with more threads: it is given longer.
/// </summary>
internal sealed class StarvationWatch(IOptions<AdmissionOptions> admission, ILogger<StarvationWatch> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The share of one processor's time with which a process computes, rather than waits.</summary>
    private const double Computing = 0.1;

    /// <summary>Intervals in a row that a pool which computes may stand still.</summary>
    private const int Patience = 10;

    /// <summary>Intervals without trouble after which the pool is left to itself again.</summary>
    private const int Calm = 600;

    /// <summary>Threads, beyond those that all slots could block, that are added at once at most.</summary>
    private const int Spare = 64;

    private readonly ManualResetEventSlim _stop = new();
    private readonly ManualResetEventSlim _answered = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Watch) { IsBackground = true, Name = nameof(StarvationWatch), Priority = ThreadPriority.AboveNormal }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Set();
        return Task.CompletedTask;
    }

    public void Dispose() => _stop.Set();

    private void Watch()
    {
        ThreadPool.GetMinThreads(out var usual, out var ports);
        var most = admission.Value.MaxConcurrency + Spare;
        var (calm, still) = (0, 0);
        while (!_stop.Wait(Interval))
        {
            if (!StandsStill(out var isComputing))
            {
                still = 0;
                if (++calm == Calm)
                    ThreadPool.SetMinThreads(usual, ports);
                continue;
            }

            calm = 0;
            if (isComputing && ++still < Patience)
                continue;

            still = 0;
            var threads = ThreadPool.ThreadCount + Math.Min(ThreadPool.ThreadCount, most); // What was left behind blocks threads beyond the slots.
            ThreadPool.SetMinThreads(Math.Max(threads, usual), ports);
            logger.ThreadPoolStarved(threads);
        }

        ThreadPool.SetMinThreads(usual, ports);
    }

    /// <summary>No answer, and hardly any work done meanwhile: a pool that is only busy gets a lot done.</summary>
    private bool StandsStill(out bool isComputing)
    {
        var (done, start, used) = (ThreadPool.CompletedWorkItemCount, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        _answered.Reset();
        ThreadPool.UnsafeQueueUserWorkItem(static answered => answered.Set(), _answered, preferLocal: false);
        var isAnswered = _answered.Wait(Interval);
        isComputing = (Environment.CpuUsage.TotalTime - used) / Stopwatch.GetElapsedTime(start) >= Computing;
        return !isAnswered && ThreadPool.CompletedWorkItemCount - done < ThreadPool.ThreadCount;
    }
}
