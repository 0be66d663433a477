using Hatago.McpServer.Slo;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// What the steps behind the transport know of the HTTP request that brought a JSON-RPC request. It outlives it: a call of a
/// session whose client hung up has no <c>HttpContext</c> any more.
/// </summary>
internal sealed class CalledRequest(RequestId id, RequestOutcome outcome, CancellationTokenSource dispatch, CancellationToken hangUp)
{
    private static readonly AsyncLocal<CalledRequest?> Flowing = new();
    /// <summary>The longest that a request waits for its turn in its session, and its answer to be kept.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>That of the call being run; none for what no request asked for.</summary>
    public static CalledRequest? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>The id in its own JSON type.</summary>
    public RequestId Id => id;

    public RequestOutcome Outcome => outcome;

    /// <summary>Whether a client that lost its connection may come back for the answer.</summary>
    public bool IsResumable { get; set; }

    /// <summary>Cancelled when nobody can have the answer any more.</summary>
    public CancellationToken HangUp => IsResumable ? CancellationToken.None : hangUp;

    /// <summary>
    /// Completes when no call runs; of one that goes on for a client that may come back, when its answer is where that client
    /// finds it. Until then it holds its slot, and a drain waits for it.
    /// </summary>
    public async Task WhenEndedAsync(TimeProvider time)
    {
        if (IsResumable)
            await WaitAsync(Task.WhenAny(_begun.Task, _answered.Task), time); // Its session may have ended first.
        if (_begun.Task.IsCompleted)
            await _ended.Task;
        if (IsResumable)
            await WaitAsync(_answered.Task, time); // One that its client cancelled has no answer.
    }

    /// <summary>Whether its client cancelled it by a notification.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>A cancelled request gets no answer (MCP, cancellation), and the SDK keeps its HTTP request open: this ends it.</summary>
    public void Cancel()
    {
        IsCancelled = true;
        _ = dispatch.CancelAsync();
    }

    /// <summary>A call of a plugin begins; <see cref="End"/> follows in any case.</summary>
    public void Begin() => _begun.TrySetResult();

    public void End() => _ended.TrySetResult();

    public void Answered() => _answered.TrySetResult();

    private static async Task WaitAsync(Task task, TimeProvider time) => await task.WaitAsync(Limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
