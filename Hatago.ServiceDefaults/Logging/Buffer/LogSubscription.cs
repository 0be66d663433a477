using System.Threading.Channels;

namespace Hatago.ServiceDefaults.Logging.Buffer;

/// <summary>One reader of the live tail. It is not waited for: one that lags behind by too much is dropped.</summary>
internal sealed class LogSubscription(LogFilter filter, Action<LogSubscription> leave) : IDisposable
{
    private const int MaxEntries = 1_000;
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly Channel<LogEntry> _entries = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MaxEntries) { SingleReader = true });
    private readonly CancellationTokenSource _dropped = new();
    private long _bytes;

    /// <summary>Cancelled when the reader was too slow.</summary>
    public CancellationToken Dropped => _dropped.Token;

    public void Offer(LogEntry entry)
    {
        if (!filter.Matches(entry.Event))
            return;
        if (Interlocked.Add(ref _bytes, entry.Size) > MaxBytes || !_entries.Writer.TryWrite(entry))
            _ = _dropped.CancelAsync(); // Its callbacks are not for the thread that logs.
    }

    /// <exception cref="OperationCanceledException">Cancelled, or too slow.</exception>
    public async ValueTask<LogEntry> NextAsync(CancellationToken cancellation)
    {
        var entry = await _entries.Reader.ReadAsync(cancellation);
        Interlocked.Add(ref _bytes, -entry.Size);
        return entry;
    }

    public void Dispose()
    {
        leave(this);
        _dropped.Dispose();
    }
}
