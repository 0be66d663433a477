namespace Hatago.McpServer.Slo;

/// <summary>What the SLIs of one subject, the service or a tool, are computed from, as this process saw it.</summary>
/// <param name="longest">The longest window that is asked for; an hour at least.</param>
/// <param name="time">What slots are cut by.</param>
internal sealed class SliCounts(TimeSpan longest, TimeProvider time)
{
    private const int Requests = 0;
    private const int Failures = 1;
    private const int Latencies = 2;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SlidingCounts _fine = new(TimeSpan.FromSeconds(10), Hour, Latencies + LatencyBuckets.Count, time);
    private readonly SlidingCounts? _coarse = longest > Hour ? new(TimeSpan.FromMinutes(5), longest, Latencies, time) : null;

    public void Answered(bool isFailure)
    {
        Add(Requests);
        if (isFailure)
            Add(Failures);
    }

    public void Took(TimeSpan duration) => _fine.Add(Latencies + LatencyBuckets.Of(duration));

    public SliWindow Over(TimeSpan window)
    {
        var sums = (window > Hour ? _coarse! : _fine).Sum(window);
        return new(sums[Requests], sums[Failures], sums[Latencies..]);
    }

    private void Add(int counter)
    {
        _fine.Add(counter);
        _coarse?.Add(counter);
    }
}
