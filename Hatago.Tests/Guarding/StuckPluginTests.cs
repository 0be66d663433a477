using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Guarding;

public sealed class StuckPluginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_that_does_not_heed_its_cancellation_is_left_behind_and_its_slots_are_free()
    {
        var time = new FakeTimeProvider();
        await using var app = await HatagoApp.StartAsync(
            services => services.AddSingleton<TimeProvider>(time),
            new PluginsFolder().AddFixture(change: manifest => (manifest["timeoutMs"], manifest["maxConcurrency"]) = (200, 1)),
            ("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "0"));
        var stuck = app.CallAsync("fixture.stuck", new { block = false }, Cancellation);
        await app.FixtureCalledAsync(1, Cancellation);

        time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal("timeout", (await stuck)["result"]!["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.Equal("1", (await app.CallAsync("fixture.count", null, Cancellation))["result"]!["content"]![0]!["text"]!.GetValue<string>());
        await Eventually.GetAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1)); // More than once: the grace may begin after the answer.
                return app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
            },
            metrics => metrics.Contains("""hatago_plugin_events_total{event="left_behind",plugin="fixture"} 1""", StringComparison.Ordinal), Cancellation);
        Assert.Contains(app.Logs.GetSnapshot(), record => record.Message == "Call of fixture.stuck in plugin fixture left behind: it goes on although it was cancelled; its slot is free");
    }

    [Fact]
    public async Task A_plugin_that_heeds_it_is_not_said_to_be_left_behind()
    {
        var time = new FakeTimeProvider();
        await using var app = await HatagoApp.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var waiting = app.CallAsync("fixture.wait", null, Cancellation);
        await app.FixtureCalledAsync(1, Cancellation);

        time.Advance(TimeSpan.FromSeconds(30));
        await waiting;
        await Eventually.GetAsync(
            () => app.CallAsync("fixture.tally", null, Cancellation), tally => tally.ToJsonString().Contains("1 started, 1 cancelled", StringComparison.Ordinal), Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));

        await app.MetricAsync("""hatago_plugin_events_total{event="left_behind",plugin="fixture"} 0""", Cancellation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_answered_at_the_limit_and_does_not_hold_up_the_shutdown(bool block)
    {
        using var plugins = new PluginsFolder().AddFixture(change: manifest => manifest["timeoutMs"] = 5_000);
        await using var server = ServerProcess.Start(("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("GRACEFUL_TIMEOUT_MS", "10000"));
        using var http = await server.ReadyAsync(Cancellation);
        await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("fixture.count")), Cancellation); // A process's first call takes longer.
        var start = Stopwatch.GetTimestamp();

        using var answer = await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("fixture.stuck", new { block })), Cancellation);

        Assert.Contains("\"reason\":\"timeout\"", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 4_500, 5_500);
        Signals.Terminate(server.Id);
        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Calls_that_compute_on_every_core_are_not_said_to_block_the_thread_pool()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = ServerProcess.Start(("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("LOG_FORMAT", "json"));
        using var http = await server.ReadyAsync(Cancellation);
        var before = server.Output.Count(IsStarved);

        var calls = Enumerable.Range(0, Environment.ProcessorCount)
            .Select(_ => http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("fixture.compute", new { milliseconds = 1_000 })), Cancellation)).ToArray();
        foreach (var answer in await Task.WhenAll(calls))
            Assert.Contains("computed", await answer.Content.ReadAsStringAsync(Cancellation));
        await Eventually.GetAsync(() => Task.FromResult(server.Output), lines => lines.Count(line => line.Contains("fixture.compute", StringComparison.Ordinal)) == calls.Length, Cancellation);

        Assert.Equal(before, server.Output.Count(IsStarved));
        static bool IsStarved(string line) => line.Contains("Thread pool stood still", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_calls_that_block_their_threads_hold_up_neither_probes_nor_their_own_timeouts_nor_the_shutdown()
    {
        using var plugins = new PluginsFolder().AddFixture(change: manifest => manifest["timeoutMs"] = 10_000);
        await using var server = ServerProcess.Start(("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("GRACEFUL_TIMEOUT_MS", "10000"));
        using var http = await server.ReadyAsync(Cancellation);
        var start = Stopwatch.GetTimestamp();
        var calls = Enumerable.Range(0, 100)
            .Select(_ => http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("fixture.stuck", new { block = true })), Cancellation)).ToArray();

        await Eventually.GetAsync(
            () => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation),
            metrics => metrics.Contains("""hatago_plugin_events_total{event="call",plugin="fixture"} 100""", StringComparison.Ordinal), Cancellation);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 8); // Well before the first timeout, all run, and metrics answer.
        Assert.True((await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation)).IsSuccessStatusCode);
        var answers = await Task.WhenAll(calls);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 9, 16);
        foreach (var answer in answers)
            Assert.Contains("\"reason\":\"timeout\"", await answer.Content.ReadAsStringAsync(Cancellation));
        Signals.Terminate(server.Id);
        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
    }
}
