using System.Threading.RateLimiting;
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

    public int Limit => options.Value.MaxConcurrency;

    public long QueueLength => _limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    /// <summary>Asks for a slot. A caller that hangs up leaves the queue.</summary>
    /// <returns>A lease, which says whether it was acquired; disposing it frees the slot.</returns>
    /// <exception cref="OperationCanceledException">The caller hung up.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(CancellationToken hangUp)
    {
        if (_limiter.AttemptAcquire() is { IsAcquired: true } lease)
            return lease;

        using var longest = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hangUp, longest.Token);
        try
        {
            return await _limiter.AcquireAsync(cancellationToken: either.Token);
        }
        catch (OperationCanceledException) when (!hangUp.IsCancellationRequested)
        {
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
