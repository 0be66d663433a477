using Hatago.McpServer.Slo;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// What the steps behind the transport know of the HTTP request that brought a JSON-RPC request. It outlives it: a call of a
/// session whose client hung up has no <c>HttpContext</c> any more.
/// </summary>
internal sealed class CalledRequest(RequestId id, RequestOutcome outcome, CancellationToken hangUp)
{
    private static readonly AsyncLocal<CalledRequest?> Flowing = new();
    private TaskCompletionSource? _running;

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

    /// <summary>Completes when no call runs: one that goes on for a client that may come back still holds its slot.</summary>
    public Task WhenEnded() => Volatile.Read(ref _running)?.Task ?? Task.CompletedTask;

    public void Begin() => Volatile.Write(ref _running, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void End() => _running?.TrySetResult();
}
