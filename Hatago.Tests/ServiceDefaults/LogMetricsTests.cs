using System.Diagnostics.Metrics;
using Hatago.ServiceDefaults.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Hatago.Tests.ServiceDefaults;

public sealed class LogMetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_level_is_there_from_the_first_scrape_and_entries_count()
    {
        await using var app = await HatagoApp.StartAsync();

        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

        foreach (var level in new[] { "debug", "info", "warn", "error" })
            Assert.Contains($"hatago_log_dropped_total{{level=\"{level}\"}} 0", metrics);
        Assert.Contains("""hatago_log_entries_total{level="error"} 0""", metrics);
        Assert.DoesNotContain("""hatago_log_entries_total{level="info"} 0""", metrics);
    }

    [Fact]
    public async Task What_a_slow_reader_costs_is_counted_by_level_and_holds_up_nobody()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var metrics = new LogMetrics(meters);
        using var collector = new MetricCollector<long>(meters, "Hatago.Logging", "hatago_log_dropped_total");
        using var reader = new SlowReader();
        var dropped = new DroppedEntries(metrics);
        await using var logger = new LoggerConfiguration().Filter.ByExcluding(dropped.Drops).WriteTo.Async(sink => sink.Sink(reader), bufferSize: 500, monitor: dropped).CreateLogger();

        for (var i = 0; i < 1_000; i++)
            logger.Warning("an entry");
        logger.Error("one more");
        reader.Release();
        await Eventually.GetAsync(() => Task.FromResult(reader.Written), written => written == 1_001 - Dropped(collector), Cancellation);

        Assert.InRange(reader.Written, 400, 501);
        Assert.Equal(1, collector.LastMeasurement(level: "error"));
    }

    private static long Dropped(MetricCollector<long> collector) => collector.LastMeasurement("warn") + collector.LastMeasurement("error");

    private sealed class SlowReader : ILogEventSink, IDisposable
    {
        private readonly ManualResetEventSlim _released = new();
        private int _written;

        public int Written => Volatile.Read(ref _written);

        public void Release() => _released.Set();

        public void Emit(LogEvent logEvent)
        {
            _released.Wait();
            Interlocked.Increment(ref _written);
        }

        public void Dispose() => _released.Dispose();
    }
}
