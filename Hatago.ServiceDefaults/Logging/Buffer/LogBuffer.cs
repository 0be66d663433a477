using Serilog.Events;

namespace Hatago.ServiceDefaults.Logging.Buffer;

/// <summary>The last entries of this process, bounded in number and in bytes, and those who want to see the next ones.</summary>
internal sealed class LogBuffer(int capacity)
{
    public const int MaxBytes = 8 * 1024 * 1024;
    public const int MaxSubscriptions = 32;
    private const int MaxMissed = 500;

    private readonly Lock _lock = new();
    private readonly Queue<LogEntry> _entries = new();
    private LogSubscription[] _subscriptions = [];
    private long _bytes;
    private long _sequence;

    public int Capacity => capacity;

    public int Subscriptions => _subscriptions.Length;

    public int Used
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    public void Add(LogEntry entry)
    {
        lock (_lock)
        {
            entry = entry with { Sequence = ++_sequence };
            _entries.Enqueue(entry);
            _bytes += entry.Size;
            while (_entries.Count > capacity || (_bytes > MaxBytes && _entries.Count > 1))
                _bytes -= _entries.Dequeue().Size;

            foreach (var subscription in _subscriptions)
                subscription.Offer(entry);
        }
    }

    /// <returns>The newest that match, newest first, and how many match in all.</returns>
    public (IReadOnlyList<LogEvent> Entries, int Total) Find(LogFilter filter, int limit)
    {
        LogEntry[] all;
        lock (_lock)
            all = [.. _entries];

        var found = all.Where(entry => filter.Matches(entry.Event)).ToArray();
        return ([.. found.Reverse().Take(limit).Select(entry => entry.Event)], found.Length);
    }

    /// <summary>Entries from now on, after those with a number above <paramref name="after"/> that are still here.</summary>
    /// <returns><see langword="null"/> when there are <see cref="MaxSubscriptions"/> already.</returns>
    public LogSubscription? Subscribe(LogFilter filter, long? after)
    {
        lock (_lock)
        {
            if (_subscriptions.Length == MaxSubscriptions)
                return null;

            var subscription = new LogSubscription(filter, Leave);
            foreach (var entry in after <= _sequence ? _entries.Where(entry => entry.Sequence > after).TakeLast(MaxMissed) : []) // A higher one is of another process.
                subscription.Offer(entry);
            _subscriptions = [.. _subscriptions, subscription];
            return subscription;
        }
    }

    private void Leave(LogSubscription subscription)
    {
        lock (_lock)
            _subscriptions = [.. _subscriptions.Where(one => one != subscription)];
    }
}
