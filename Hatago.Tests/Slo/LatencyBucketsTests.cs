using Hatago.McpServer.Slo;

namespace Hatago.Tests.Slo;

public sealed class LatencyBucketsTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.51, 1)]
    [InlineData(5, 3)]
    [InlineData(5.01, 4)]
    [InlineData(30_000, 15)]
    [InlineData(31_000, 16)]
    public void An_edge_belongs_to_its_bucket(double milliseconds, int bucket) =>
        Assert.Equal(bucket, LatencyBuckets.Of(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void A_percentile_is_interpolated_within_its_bucket_as_histogram_quantile_does()
    {
        var counts = new long[LatencyBuckets.Count];
        counts[2] = 90; // 1 to 2.5 ms
        counts[5] = 10; // 7.5 to 10 ms

        Assert.Equal(1 + (1.5 * 50 / 90), LatencyBuckets.Quantile(0.5, counts)!.Value * 1000, 6);
        Assert.Equal(7.5 + (2.5 * 5 / 10), LatencyBuckets.Quantile(0.95, counts)!.Value * 1000, 6);
    }

    [Fact]
    public void Beyond_the_last_edge_it_is_that_edge_and_without_any_there_is_none()
    {
        var counts = new long[LatencyBuckets.Count];
        Assert.Null(LatencyBuckets.Quantile(0.99, counts));

        counts[^1] = 5;
        Assert.Equal(30, LatencyBuckets.Quantile(0.99, counts));
    }
}
