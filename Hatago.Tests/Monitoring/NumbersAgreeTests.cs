using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hatago.McpServer.Slo;
using Hatago.Tests.Check;

namespace Hatago.Tests.Monitoring;

/// <summary>A known number of calls, failures and latencies, and what everyone says of them.</summary>
public sealed class NumbersAgreeTests
{
    private const int Clients = 4;
    private const int Calls = 1_200;

    private static readonly double[] Quantiles = [0.5, 0.95, 0.99];

    /// <summary>How long the tool takes in the call at each quantile.</summary>
    private static readonly TimeSpan[] Taken = [TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(300)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_slo_status_and_the_clients_count_the_same()
    {
        await using var app = await MonitoredApplication.StartAsync();
        await app.ValueAsync("hatago:requests:increase1h", value => value >= 0, Cancellation); // A first scrape, before the first call.
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (calls, failures) = (0, 0);
        var latencies = new List<TimeSpan>[Clients];

        var clients = Enumerable.Range(0, Clients).Select(async client =>
        {
            latencies[client] = [];
            while (!isOver.IsCancellationRequested)
            {
                var call = Interlocked.Increment(ref calls);
                var milliseconds = Taken[(call % 100) switch { < 60 => 0, < 96 => 1, _ => 2 }].TotalMilliseconds;
                var start = TimeProvider.System.GetTimestamp();
                if (!await app.CallAsync("fixture.take", new { milliseconds, fail = call % 20 == 0 }, Cancellation))
                    Interlocked.Increment(ref failures);
                latencies[client].Add(TimeProvider.System.GetElapsedTime(start));
            }
        }).ToArray();
        await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref calls)), count => count >= Calls, Cancellation, TimeSpan.FromMinutes(1));
        var recorded = await Task.WhenAll(Quantiles.Select(quantile => app.ValueAsync($"hatago:latency_p{quantile * 100}:5m", Cancellation)));
        var rate = await app.ValueAsync("hatago:success_rate:30d", Cancellation);
        await isOver.CancelAsync();
        await Task.WhenAll(clients);

        await app.ValueAsync("sum(hatago_requests_total{endpoint='/mcp'})", value => value == calls, Cancellation);
        await app.ValueAsync("sum(hatago_errors_total{endpoint='/mcp',reason!='client_error'})", value => value == failures, Cancellation);
        var status = await StatusAsync(app);
        var availability = 100 * (1 - ((double)failures / calls));
        Assert.Equal(calls / 20, failures);
        Assert.Equal((calls, failures), (status["error_budget"]!["requests"]!.GetValue<int>(), status["error_budget"]!["failures"]!.GetValue<int>()));
        Assert.Equal(availability, status["objectives"]![0]!["current"]!.GetValue<double>(), 6);
        Assert.InRange(rate!.Value * 100, availability - 1, availability + 1); // Of a window that the traffic does not fill: extrapolated.
        await app.ValueAsync("hatago:failures:increase30d", value => value >= 10, Cancellation); // The low-traffic guard.
        await app.NotificationAsync("Watchdog", "firing", Cancellation);
        var check = await CheckRun.RunAsync("--url", app.Hatago.BaseAddress!.ToString(), "--prometheus", app.Prometheus.BaseAddress!.ToString(), "--alertmanager", app.Alertmanager.BaseAddress!.ToString(), "--json");
        var checkedAvailability = check.Json["objectives"]![0]!;
        Assert.Equal((1, "broken"), (check.ExitCode, checkedAvailability["state"]!.GetValue<string>()));
        Assert.InRange(checkedAvailability["process"]!.GetValue<double>(), availability, 100 * (1 - (failures / (calls + 4.0)))); // slo.status above and the three calls of the check came on top.
        Assert.InRange(checkedAvailability["service"]!.GetValue<double>(), availability - 1, availability + 1);
        Assert.Contains(check.Json["alerts"]!.AsArray(), alert => alert!["name"]!.GetValue<string>().StartsWith("HatagoAvailabilitySLO", StringComparison.Ordinal));
        Assert.True(check.Json["heartbeat"]!.GetValue<bool>());
        var own = latencies.SelectMany(one => one).Order().ToArray();
        foreach (var (index, quantile) in Quantiles.Index())
        {
            // What the tool took at least, and what the clients saw at most: a busy machine adds to what they see.
            var (least, most) = (LatencyBuckets.Of(Taken[index]), LatencyBuckets.Of(own[(int)Math.Ceiling(quantile * own.Length) - 1]) + 1);
            Assert.InRange(LatencyBuckets.Of(TimeSpan.FromSeconds(recorded[index]!.Value)), least, most);
            Assert.InRange(LatencyBuckets.Of(TimeSpan.FromMilliseconds(status["latency"]![$"p{quantile * 100}_ms"]!.GetValue<double>())), least, most);
        }
    }

    private static async Task<JsonNode> StatusAsync(MonitoredApplication app)
    {
        using var content = new StringContent(HatagoApp.Call("slo.status"));
        using var answer = await app.Hatago.PostAsync(new Uri("/mcp", UriKind.Relative), content, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["result"]!["structuredContent"]!;
    }
}
