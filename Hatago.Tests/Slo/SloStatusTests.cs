using System.Text.Json.Nodes;

namespace Hatago.Tests.Slo;

public sealed class SloStatusTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_traffic_the_budget_is_untouched_nothing_is_broken_and_no_latency_is_made_up()
    {
        await using var app = await HatagoApp.StartAsync();

        var status = await StatusAsync(app);

        Assert.Equal(["availability met 100", "p95_latency too_few ", "p99_latency too_few ", "error_rate met 0"], Objectives(status));
        Assert.Equal((1, 0), (status["error_budget"]!["remaining"]!.GetValue<double>(), status["error_budget"]!["failures"]!.GetValue<int>()));
        Assert.Equal(0, status["error_budget"]!["requests"]!.GetValue<int>()); // Though the server was asked whether it is ready.
        Assert.Equal(["5m", "30m", "1h", "2h", "6h", "1d", "3d"], status["burn_rates"]!.AsArray().Select(one => one!["window"]!.GetValue<string>()));
        Assert.All(status["burn_rates"]!.AsArray(), one => Assert.Equal(0, one!["burn_rate"]!.GetValue<double>()));
    }

    [Fact]
    public async Task Failures_of_ours_spend_the_budget_and_those_of_callers_do_not()
    {
        await using var app = await HatagoApp.StartAsync();
        for (var i = 0; i < 30; i++)
            await app.CallAsync("hello.hatago", null, Cancellation);
        for (var i = 0; i < 10; i++)
            await app.CallAsync("fixture.throw", new { secret = "s" }, Cancellation);
        for (var i = 0; i < 10; i++)
            await app.CallAsync("fixture.throw", new { wrong = 1 }, Cancellation); // Arguments of no use: client_error.

        var status = await Eventually.GetAsync(() => StatusAsync(app), now => now["error_budget"]!["requests"]!.GetValue<int>() >= 50, Cancellation);

        var budget = status["error_budget"]!;
        var requests = budget["requests"]!.GetValue<int>(); // The calls of slo.status count as well.
        Assert.Equal(10, budget["failures"]!.GetValue<int>());
        Assert.Equal(1 - (10.0 / requests / 0.0005), budget["remaining"]!.GetValue<double>(), 3);
        Assert.Equal(10.0 / requests / 0.0005, status["burn_rates"]![0]!["burn_rate"]!.GetValue<double>(), 3);
        Assert.Equal("broken", status["objectives"]![0]!["state"]!.GetValue<string>());
        Assert.Equal("broken", status["objectives"]![3]!["state"]!.GetValue<string>());
        Assert.Equal(100 * (1 - (10.0 / requests)), status["objectives"]![0]!["current"]!.GetValue<double>(), 3);
    }

    [Fact]
    public async Task Nine_failures_are_too_few_to_break_an_objective()
    {
        await using var app = await HatagoApp.StartAsync();
        for (var i = 0; i < 9; i++)
            await app.CallAsync("fixture.throw", new { secret = "s" }, Cancellation);

        var status = await Eventually.GetAsync(() => StatusAsync(app), now => now["error_budget"]!["failures"]!.GetValue<int>() == 9, Cancellation);

        Assert.Equal(["too_few", "too_few"], [status["objectives"]![0]!["state"]!.GetValue<string>(), status["objectives"]![3]!["state"]!.GetValue<string>()]);
    }

    [Fact]
    public async Task Targets_are_those_of_the_configuration()
    {
        await using var app = await HatagoApp.StartAsync(null, ("HATAGO_SLO_AVAILABILITY_PERCENT", "99.5"), ("Hatago:Slo:P95LatencyMs", "250"));

        var status = await StatusAsync(app);

        Assert.Equal("""{"availability_percent":99.5,"p95_latency_ms":250,"p99_latency_ms":10,"error_rate_percent":0.1}""", status["targets"]!.ToJsonString());
        await app.MetricAsync("""hatago_slo_target{metric="availability_percent"} 99.5""", Cancellation);
        await app.MetricAsync("""hatago_slo_target{metric="p95_latency_ms"} 250""", Cancellation);
    }

    private static IEnumerable<string> Objectives(JsonNode status) =>
        status["objectives"]!.AsArray().Select(one => $"{one!["name"]} {one["state"]} {one["current"]}");

    private static async Task<JsonNode> StatusAsync(HatagoApp app) => (await app.CallAsync("slo.status", null, Cancellation))["result"]!["structuredContent"]!;
}
