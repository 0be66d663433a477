using System.Diagnostics;
using System.Threading.RateLimiting;
using Hatago.McpServer.Slo;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Admission;

/// <summary>Slots for calls to <c>/mcp</c>, then a bounded queue in order of arrival, then refusal at once.</summary>
internal sealed class AdmissionGate(IOptions<AdmissionOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = options.Value.MaxConcurrency,
        QueueLimit = options.Value.MaxQueueSize,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>A span of the wait, for those who have to.</summary>
    private static readonly ActivitySource Source = new("Hatago.Admission");

    private long _total;
    private long _rejected;
    private long _queued;
    private long _timedOut;

    public AdmissionOptions Options => options.Value;

    public long QueueLength => _limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    public long SlotsTaken => Options.MaxConcurrency - _limiter.GetStatistics()?.CurrentAvailablePermits ?? 0;

    public AdmissionCounters Counters =>
        new(Interlocked.Read(ref _total), Interlocked.Read(ref _rejected), Interlocked.Read(ref _queued), Interlocked.Read(ref _timedOut));

    /// <summary>Asks for a slot. A caller that hangs up leaves the queue.</summary>
    /// <returns>A lease, which says whether it was acquired; disposing it frees the slot.</returns>
    /// <exception cref="OperationCanceledException">The caller hung up.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(CancellationToken hangUp)
    {
        Interlocked.Increment(ref _total);
        if (_limiter.AttemptAcquire() is { IsAcquired: true } slot)
            return slot;

        using var span = Source.StartActivity("wait for a slot");
        using var longest = new CancellationTokenSource(Options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hangUp, longest.Token);
        var waiting = _limiter.AcquireAsync(cancellationToken: either.Token);
        if (!waiting.IsCompleted)
            Interlocked.Increment(ref _queued);
        try
        {
            var lease = await waiting;
            if (lease.IsAcquired)
                return lease;

            Interlocked.Increment(ref _rejected);
            span?.SetTag("error.type", ErrorReason.Overload).SetStatus(ActivityStatusCode.Error);
            return lease;
        }
        catch (OperationCanceledException) when (!hangUp.IsCancellationRequested)
        {
            Interlocked.Increment(ref _rejected);
            Interlocked.Increment(ref _timedOut);
            span?.SetTag("error.type", ErrorReason.Timeout).SetStatus(ActivityStatusCode.Error);
            return Refused.Lease;
        }
    }

    public void Dispose() => _limiter.Dispose();

    private sealed class Refused : RateLimitLease
    {
        public static readonly Refused Lease = new();

        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
