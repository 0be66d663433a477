namespace Hatago.Tests.Slo;

/// <summary>Callers choose paths, names of tools and correlation ids; none of it may become a series.</summary>
public sealed class CardinalityTests
{
    private const int Distinct = 10_000;
    private const int AtOnce = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_unknown_paths_tools_and_correlation_ids_add_no_series()
    {
        await using var app = await HatagoApp.StartAsync();
        for (var i = 0; i < 2; i++)
            await SendAsync(app, -1 - i); // What the first of their kind make is there.
        await SeriesAsync(app); // So is the scrape's own.
        await Eventually.GetAsync(() => SeriesAsync(app), series => series.Any(one => one.Contains("/metrics", StringComparison.Ordinal)), Cancellation);
        var before = await SeriesAsync(app);

        await Parallel.ForEachAsync(Enumerable.Range(0, Distinct), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (i, _) => await SendAsync(app, i));

        await app.MetricAsync($$"""hatago_requests_total{code="404",endpoint="unmatched"} {{Distinct + 2}}""", Cancellation);
        await app.MetricAsync($$"""hatago_requests_total{code="405",endpoint="unmatched"} {{Distinct + 2}}""", Cancellation);
        Assert.Empty((await SeriesAsync(app)).Except(before));
    }

    private static async Task SendAsync(HatagoApp app, int i)
    {
        var (name, value) = ("X-Correlation-ID", $"id-{i}");
        using var call = await app.CurlAsync(HatagoApp.Call($"unknown.tool{i}"), Cancellation, headers: (name, value));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/unknown/{i}?q={i}");
        request.Headers.Add(name, value);
        using var missing = await app.Http.SendAsync(request, Cancellation);
        using var method = new HttpRequestMessage(new HttpMethod($"M{Math.Abs(i)}"), "/mcp");
        using var refused = await app.Http.SendAsync(method, Cancellation);
    }

    private static async Task<string[]> SeriesAsync(HatagoApp app) =>
        [.. (await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')])];
}
