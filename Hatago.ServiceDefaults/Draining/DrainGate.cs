using Microsoft.Extensions.Options;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>
/// Counts the work in flight and decides whether new work may begin. Draining has two stages: from its first moment the
/// service is not ready and tells clients to take their next connection elsewhere, yet it serves; when load balancers
/// have had <c>HATAGO_SHUTDOWN_DELAY_MS</c> to notice, it refuses.
/// </summary>
public sealed class DrainGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private TaskCompletionSource _idle = Completed();
    private DrainState _state;
    private long _since;
    private int _inFlight;

    internal DrainGate(IOptions<DrainOptions> options, TimeProvider time) => (_delay, _time) = (options.Value.ShutdownDelay, time);

    public DrainState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    public int InFlight
    {
        get
        {
            lock (_lock)
                return _inFlight;
        }
    }

    /// <summary>How long new work is still served; zero once it is refused. Means nothing while serving.</summary>
    public TimeSpan RefusesIn
    {
        get
        {
            lock (_lock)
                return Left();
        }
    }

    public bool IsRefusing
    {
        get
        {
            lock (_lock)
                return _state != DrainState.Serving && Left() == TimeSpan.Zero;
        }
    }

    /// <summary>Cancelled when work in flight has had its time and the process ends without it.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Begins a piece of work.</summary>
    /// <returns>Disposed when the work is done; <see langword="null"/> when no new work may begin.</returns>
    public IDisposable? TryEnter()
    {
        lock (_lock)
        {
            if (_state != DrainState.Serving && Left() == TimeSpan.Zero)
                return null;
            if (_inFlight++ == 0)
                _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new Work(this);
        }
    }

    /// <summary>Takes the service out of traffic. Once more changes nothing.</summary>
    public void Close() => Move(DrainState.Draining);

    /// <summary>Puts it back into traffic.</summary>
    /// <returns><see langword="false"/> when the process is shutting down.</returns>
    public bool TryReopen()
    {
        lock (_lock)
        {
            if (_state == DrainState.ShuttingDown)
                return false;
            _state = DrainState.Serving;
            return true;
        }
    }

    public void Dispose() => _abort.Dispose();

    internal void BeginShutdown() => Move(DrainState.ShuttingDown);

    /// <summary>Completes when nothing is in flight.</summary>
    internal Task WhenIdle()
    {
        lock (_lock)
            return _idle.Task;
    }

    internal Task AbortAsync() => _abort.CancelAsync();

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private TimeSpan Left()
    {
        var left = _delay - _time.GetElapsedTime(_since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Move(DrainState to)
    {
        lock (_lock)
        {
            if (_state == DrainState.Serving)
                _since = _time.GetTimestamp(); // A shutdown that follows a drain does not begin the delay anew.
            if (_state < to)
                _state = to;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_inFlight == 0)
                _idle.SetResult();
        }
    }

    private sealed class Work(DrainGate gate) : IDisposable
    {
        private DrainGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
