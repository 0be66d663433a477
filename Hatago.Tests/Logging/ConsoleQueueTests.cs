using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Formats;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Serilog.Events;
using Serilog.Parsing;

namespace Hatago.Tests.Logging;

public sealed class ConsoleQueueTests
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
    public async Task What_a_slow_reader_misses_is_counted_by_level_and_told_once_it_reads_again()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var collector = new MetricCollector<long>(meters, "Hatago.Logging", "hatago_log_dropped_total");
        await using var reader = new StalledReader();
        using var queue = new ConsoleQueue(new JsonFormat(), reader, new(meters), TimeProvider.System, ConsoleQueue.Gather);
        var told = new TaskCompletionSource<IReadOnlyList<long>>();
        queue.Caught += (_, dropped) =>
        {
            queue.TryWrite(Entry(LogEventLevel.Error, size: 100)); // As the pipeline does, and it must not be the next one dropped.
            told.TrySetResult(dropped);
        };

        queue.TryWrite(Entry(LogEventLevel.Warning, size: 100));
        await reader.Stalled.WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation);
        const int dropped = 3_000;
        for (var i = 0; i < ConsoleQueue.MaxEntries + dropped; i++)
            queue.TryWrite(Entry(LogEventLevel.Warning, size: 100));

        Assert.Equal(dropped, collector.LastMeasurement("warn"));
        Assert.Equal(0, collector.LastMeasurement("info"));

        reader.Release();

        Assert.Equal<long>([0, 0, dropped, 0], await told.Task.WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation));
        await Eventually.GetAsync(() => Task.FromResult(reader.Lines), lines => lines == 1 + ConsoleQueue.MaxEntries + 1, Cancellation);
        Assert.Equal(0, collector.LastMeasurement("error"));
    }

    [Fact]
    public async Task What_waits_for_the_reader_is_bounded_in_bytes_too()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new LogMetrics(services.GetRequiredService<IMeterFactory>());
        await using var reader = new StalledReader();
        using var queue = new ConsoleQueue(new JsonFormat(), reader, metrics, TimeProvider.System, ConsoleQueue.Gather);

        queue.TryWrite(Entry(LogEventLevel.Error, size: 100));
        await reader.Stalled.WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation);
        for (var i = 0; i < 100; i++)
            queue.TryWrite(Entry(LogEventLevel.Error, size: ConsoleQueue.MaxBytes / 10));

        Assert.Equal(90, metrics.AllDropped);
        reader.Release();
    }

    [Fact]
    public async Task A_full_disk_costs_entries_and_nothing_else()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new LogMetrics(services.GetRequiredService<IMeterFactory>());
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var queue = new ConsoleQueue(new JsonFormat(), full, metrics, TimeProvider.System, ConsoleQueue.Gather);

        for (var i = 0; i < 10; i++)
            queue.TryWrite(Entry(LogEventLevel.Information, size: 100));

        Assert.Equal(10, await Eventually.GetAsync(() => Task.FromResult(metrics.AllDropped), dropped => dropped == 10, Cancellation));
    }

    [Fact]
    public async Task Entries_are_written_together_and_an_error_and_the_end_wait_for_none()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var reader = new StalledReader();
        reader.Release();
        var format = new ToldFormat();
        var queue = new ConsoleQueue(format, reader, new(services.GetRequiredService<IMeterFactory>()), TimeProvider.System, Timeout.InfiniteTimeSpan);

        queue.TryWrite(Entry(LogEventLevel.Information, size: 100));
        await format.Used.WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation); // It is taken out of the queue, and waits.
        queue.TryWrite(Entry(LogEventLevel.Warning, size: 100));
        queue.TryWrite(Entry(LogEventLevel.Error, size: 100));
        await Eventually.GetAsync(() => Task.FromResult(reader.Lines), lines => lines == 3, Cancellation);
        Assert.Equal(1, reader.Writes);
        queue.TryWrite(Entry(LogEventLevel.Information, size: 100));
        queue.Dispose();

        Assert.Equal((4, 2), (reader.Lines, reader.Writes));
    }

    private static LogEntry Entry(LogEventLevel level, int size) =>
        new(new(TimeProvider.System.GetUtcNow(), level, null, new MessageTemplate("an entry", [new TextToken("an entry")]), []), size);

    /// <summary>Tells when it is used first.</summary>
    private sealed class ToldFormat : ILogFormat
    {
        private readonly JsonFormat _format = new();
        private readonly TaskCompletionSource _used = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Used => _used.Task;

        public void Write(LogEvent entry, IBufferWriter<byte> output)
        {
            _format.Write(entry, output);
            _used.TrySetResult();
        }
    }

    /// <summary>Takes nothing until it is released.</summary>
    private sealed class StalledReader : MemoryStream
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _lines;

        /// <summary>Somebody waits for it to read.</summary>
        public Task Stalled => _stalled.Task;

        public int Lines => Volatile.Read(ref _lines);

        public int Writes { get; private set; }

        public void Release() => _released.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _stalled.TrySetResult();
            _released.Wait();
            Writes++;
            Interlocked.Add(ref _lines, Encoding.UTF8.GetString(buffer).Count(one => one == '\n'));
        }

        protected override void Dispose(bool disposing)
        {
            _released.Set();
            base.Dispose(disposing);
        }
    }
}
