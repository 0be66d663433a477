using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>A resource's log: its last lines, and who reads along. A slow reader misses lines; the resource never waits for one.</summary>
internal sealed class ResourceLog : ILogger
{
    private const int Kept = 1_000;
    private const int Ahead = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _last = new(Kept);
    private ImmutableArray<ChannelWriter<LogLine>> _readers = [];
    private int _count;

    public void Add(string content, bool isError)
    {
        lock (_lock)
        {
            var line = new LogLine(++_count, content, isError);
            if (_last.Count == Kept)
                _last.Dequeue();
            _last.Enqueue(line);
            foreach (var reader in _readers)
                reader.TryWrite(line);
        }
    }

    public IReadOnlyList<LogLine> Last(int count)
    {
        lock (_lock)
            return [.. _last.TakeLast(count)];
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Ahead) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            foreach (var line in _last)
                channel.Writer.TryWrite(line);
            _readers = _readers.Add(channel.Writer);
        }

        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellation))
            {
                var lines = new List<LogLine>();
                while (lines.Count < Kept && channel.Reader.TryRead(out var line))
                    lines.Add(line);
                yield return lines;
            }
        }
        finally
        {
            lock (_lock)
                _readers = _readers.Remove(channel.Writer);
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Add(formatter(state, exception), logLevel >= LogLevel.Error);
    }
}
