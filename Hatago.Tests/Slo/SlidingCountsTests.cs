using Hatago.McpServer.Slo;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Slo;

public sealed class SlidingCountsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_is_older_than_the_window_does_not_count_and_what_is_older_than_all_slots_is_forgotten()
    {
        var counts = new SlidingCounts(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), counters: 2, _time);
        counts.Add(0);
        _time.Advance(TimeSpan.FromMinutes(6));
        counts.Add(0);
        counts.Add(1);

        Assert.Equal([1, 1], counts.Sum(TimeSpan.FromMinutes(5)));
        Assert.Equal([2, 1], counts.Sum(TimeSpan.FromMinutes(30)));
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMinutes(3));
        Assert.Equal([1, 1], counts.Sum(TimeSpan.FromHours(1)));
        _time.Advance(TimeSpan.FromDays(100));
        Assert.Equal([0, 0], counts.Sum(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void At_every_second_the_window_holds_what_it_must_and_at_most_one_slot_more()
    {
        var counts = new SlidingCounts(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), counters: 1, _time);

        for (var second = 1; second <= 1000; second++)
        {
            counts.Add(0);
            _time.Advance(TimeSpan.FromSeconds(1));

            Assert.InRange(counts.Sum(TimeSpan.FromMinutes(1))[0], Math.Min(second, 60), Math.Min(second, 70));
            Assert.InRange(counts.Sum(TimeSpan.FromMinutes(5))[0], Math.Min(second, 300), Math.Min(second, 310));
        }
    }

    [Fact]
    public async Task Counts_of_many_threads_are_all_there()
    {
        var counts = new SlidingCounts(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), counters: 1, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
                counts.Add(0);
        })));

        Assert.Equal(80_000, counts.Sum(TimeSpan.FromMinutes(5))[0]);
    }
}
