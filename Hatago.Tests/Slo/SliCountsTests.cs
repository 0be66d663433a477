using Hatago.McpServer.Slo;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Slo;

public sealed class SliCountsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_failure_leaves_one_window_after_the_other_and_the_budget_last()
    {
        var counts = new SliCounts(SloWindows.Budget, _time);
        counts.Answered(isFailure: true);
        (string Name, TimeSpan Window)[] windows = [.. SloWindows.BurnRates, (SloWindows.BudgetName, SloWindows.Budget)];

        var seen = new List<string>();
        foreach (var minutes in new[] { 4, 6, 24, 26, 60, 260, 1000, 2880, 38_800, 200 })
        {
            _time.Advance(TimeSpan.FromMinutes(minutes));
            seen.Add(string.Join(' ', windows.Where(one => counts.Over(one.Window) is { Requests: 1, Failures: 1 }).Select(one => one.Name)));
        }

        Assert.Equal(
            [
                "5m 30m 1h 2h 6h 1d 3d 30d", "30m 1h 2h 6h 1d 3d 30d", "1h 2h 6h 1d 3d 30d", "1h 2h 6h 1d 3d 30d", "2h 6h 1d 3d 30d", "1d 3d 30d", "1d 3d 30d",
                "3d 30d", "30d", "",
            ],
            seen);
    }

    [Fact]
    public void An_error_rate_without_requests_is_none_and_a_latency_does_not_exist()
    {
        var window = new SliCounts(SloWindows.Hour, _time).Over(SloWindows.Current);

        Assert.Equal((0, 0, 0), (window.Requests, window.ErrorRate, window.Timed));
        Assert.Null(window.PercentileMs(0.95));
    }
}
