namespace Hatago.McpServer.Slo;

/// <summary>What was seen within one window.</summary>
/// <param name="Requests">Answered.</param>
/// <param name="Failures">Of these, those of ours.</param>
/// <param name="Latencies">How many took as long, by <see cref="LatencyBuckets"/>; empty where the window is longer than an hour.</param>
internal sealed record SliWindow(long Requests, long Failures, long[] Latencies)
{
    /// <summary>0 to 1; 0 without requests.</summary>
    public double ErrorRate => Requests == 0 ? 0 : Math.Min(1, (double)Failures / Requests);

    /// <summary>How many have a latency; a stream that listens has none.</summary>
    public long Timed => Latencies.Sum();

    /// <summary>Milliseconds; <see langword="null"/> without requests.</summary>
    public double? PercentileMs(double quantile) => LatencyBuckets.Quantile(quantile, Latencies) * 1000;
}
