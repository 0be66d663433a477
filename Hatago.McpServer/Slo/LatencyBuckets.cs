namespace Hatago.McpServer.Slo;

/// <summary>The buckets of both histograms, and how a percentile is read from them: as PromQL's <c>histogram_quantile</c> does, so that both say the same.</summary>
internal static class LatencyBuckets
{
    /// <summary>Upper edges in seconds, inclusive; one more bucket has no edge. 5 ms and 10 ms are edges because the latency objectives sit there.</summary>
    public static IReadOnlyList<double> Edges { get; } = [0.0005, 0.001, 0.0025, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public static int Count => Edges.Count + 1;

    public static int Of(TimeSpan took)
    {
        var bucket = 0;
        while (bucket < Edges.Count && took.TotalSeconds > Edges[bucket])
            bucket++;
        return bucket;
    }

    /// <param name="quantile">0 to 1.</param>
    /// <param name="counts">How many fell into each bucket, not cumulated.</param>
    /// <returns>Seconds, interpolated within the bucket; the highest edge when it lies beyond; <see langword="null"/> without any.</returns>
    public static double? Quantile(double quantile, ReadOnlySpan<long> counts)
    {
        var total = 0L;
        foreach (var count in counts)
            total += count;
        if (total == 0)
            return null;

        var rank = quantile * total;
        var below = 0L;
        for (var bucket = 0; bucket < Edges.Count; bucket++)
        {
            if (below + counts[bucket] >= rank && counts[bucket] > 0)
            {
                var lower = bucket == 0 ? 0 : Edges[bucket - 1];
                return lower + ((Edges[bucket] - lower) * (rank - below) / counts[bucket]);
            }

            below += counts[bucket];
        }

        return Edges[^1];
    }
}
