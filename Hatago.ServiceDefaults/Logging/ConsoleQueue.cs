using System.Buffers;
using System.Collections.Concurrent;
using Hatago.ServiceDefaults.Logging.Formats;
using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>
/// Writes entries to stdout from a thread of its own, so that nobody waits for its reader. Entries that come one upon the other are
/// written together: to wake the thread for each would cost more than to write them. What finds the queue full is dropped and counted,
/// and once the reader has caught up, an entry tells how many.
/// </summary>
internal sealed class ConsoleQueue : IDisposable
{
    public const int MaxEntries = 10_000;
    public const int MaxBytes = 16 * 1024 * 1024;
    private const int Batch = 32 * 1024;

    /// <summary>The longest that an entry waits for others. An error waits for none, nor does what came before it: the process may be about to end.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest that the end of the process waits for a reader.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<LogEntry> _queue = new(MaxEntries);
    private readonly ManualResetEventSlim _hurry = new(initialState: false, spinCount: 0);
    private readonly ILogFormat _format;
    private readonly Stream? _output;
    private readonly LogMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly TimeSpan _gather;
    private readonly Thread _writer;
    private long[] _dropped = new long[LogLevels.Names.Count];
    private long _bytes;

    /// <param name="format">How a line looks.</param>
    /// <param name="output">Where it goes; <see langword="null"/> for nowhere.</param>
    /// <param name="metrics">Where drops are counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="gather">The longest that an entry waits for others.</param>
    public ConsoleQueue(ILogFormat format, Stream? output, LogMetrics metrics, TimeProvider time, TimeSpan gather)
    {
        (_format, _output, _metrics, _time, _gather) = (format, output, metrics, time, gather);
        _writer = new(WriteAll) { Name = "log writer", IsBackground = true };
        if (output is not null)
            _writer.Start();
    }

    /// <summary>The reader took entries again after some were dropped: when, and how many of each level.</summary>
    public event Action<DateTimeOffset, IReadOnlyList<long>>? Caught;

    /// <summary>Never waits.</summary>
    public void TryWrite(LogEntry entry)
    {
        if (_output is null)
            return;

        try
        {
            if (Interlocked.Add(ref _bytes, entry.Size) <= MaxBytes && _queue.TryAdd(entry))
            {
                if (entry.Event.Level >= LogEventLevel.Error)
                    _hurry.Set();
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // The process is ending, and its last words are said.
        }

        Interlocked.Add(ref _bytes, -entry.Size);
        Drop(LogLevels.Number(entry.Event.Level), entry);
    }

    /// <summary>Writes what waits, unless its reader has stopped to read.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _hurry.Set();
        if (_output is not null && !_writer.Join(LastWords))
            return;

        _queue.Dispose();
        _hurry.Dispose();
    }

    private void WriteAll()
    {
        var lines = new ArrayBufferWriter<byte>(2 * Batch);
        var written = new List<LogEntry>();
        var isGathered = false;
        foreach (var entry in _queue.GetConsumingEnumerable())
        {
            var before = lines.WrittenCount;
            try
            {
                _format.Write(entry.Event, lines);
                written.Add(entry);
            }
            catch (Exception) when (lines.WrittenCount == before)
            {
                Drop(LogLevels.Number(entry.Event.Level), entry); // Rather one entry than all that follow.
            }

            Interlocked.Add(ref _bytes, -entry.Size);
            if (lines.WrittenCount < Batch && HasMore(ref isGathered, isError: entry.Event.Level >= LogEventLevel.Error))
                continue;

            isGathered = false;
            _hurry.Reset();
            if (Flush(lines.WrittenSpan))
                TellDropped();
            else
                written.ForEach(lost => Drop(LogLevels.Number(lost.Event.Level), lost));
            lines.ResetWrittenCount();
            written.Clear();
        }
    }

    /// <summary>Whether another entry goes with the batch. It is waited for once a batch, and not with an error in it.</summary>
    private bool HasMore(ref bool isGathered, bool isError)
    {
        if (_queue.Count == 0 && !isGathered && !isError)
        {
            isGathered = true;
            _hurry.Wait(_gather);
        }

        return _queue.Count > 0;
    }

    /// <summary>A disk that is full, or a reader that is gone, ends no service.</summary>
    private bool Flush(ReadOnlySpan<byte> lines)
    {
        try
        {
            _output!.Write(lines);
            _output.Flush();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Drop(int level, LogEntry entry)
    {
        _metrics.Dropped(entry.Event.Level);
        Interlocked.Increment(ref _dropped[level]);
    }

    /// <summary>Not before half of the queue is free: what tells of the drops goes through it too, and would be the next one dropped.</summary>
    private void TellDropped()
    {
        if (_queue.Count > MaxEntries / 2 || Interlocked.Read(in _bytes) > MaxBytes / 2 || _dropped.All(count => Interlocked.Read(in count) == 0))
            return;

        var dropped = Interlocked.Exchange(ref _dropped, new long[LogLevels.Names.Count]);
        Caught?.Invoke(_time.GetUtcNow(), dropped);
    }
}
