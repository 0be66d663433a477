using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Sessions;

#pragma warning disable MCP9006 // Streams are resumed in revision 2025-11-25; the SDK calls it obsolete in favour of 2026-07-28.

/// <summary>A resumed stream. Ends with an error when the replica that writes it is gone, and when this one ends before that one is done.</summary>
internal sealed class EventStreamReader(
    ISseEventStreamReader stream, ReplicaHeartbeat heartbeat, SessionsOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger logger)
    : ISseEventStreamReader
{
    /// <summary>
    /// Heartbeats in a row that have to be missing: time for the last event of a replica that went to be read, and for
    /// all replicas to come back to a Redis that was started anew.
    /// </summary>
    private const int MissingHeartbeats = 3;

    private readonly EventStreamName _name = EventStreamName.Parse(stream.StreamId);

    public string SessionId => stream.SessionId;

    public string StreamId => stream.StreamId;

    public async IAsyncEnumerable<SseItem<JsonRpcMessage?>> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new(null, "prime"); // Sends the response's headers now: the next event may be long in coming.

        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, _name.Replica == heartbeat.Replica ? CancellationToken.None : lifetime.ApplicationStopping);
        await using var events = stream.ReadEventsAsync(end.Token).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            var next = await NextAsync(events, end);
            if (next is Next.Event)
            {
                yield return events.Current;
                if (events.Current.Data is JsonRpcResponse or JsonRpcError)
                    yield break; // Nothing follows the answer, even where the replica ended before it could say so.
                continue;
            }

            if (next is Next.Lost && _name.Request is { } request)
            {
                logger.CallLost(_name.Replica);
                yield return LostCall.Event(request);
            }

            yield break;
        }
    }

    private async Task<Next> NextAsync(IAsyncEnumerator<SseItem<JsonRpcMessage?>> events, CancellationTokenSource end)
    {
        var isGone = false;
        var next = events.MoveNextAsync().AsTask();
        using var timer = new PeriodicTimer(options.HeartbeatInterval, time);
        for (var missing = 0; !await IsDoneAsync(next, timer, end.Token) && !end.IsCancellationRequested;)
        {
            missing = await heartbeat.IsGoneAsync(_name.Replica) ? missing + 1 : 0;
            if (missing < MissingHeartbeats)
                continue;
            isGone = true;
            await end.CancelAsync();
        }

        try
        {
            return await next ? Next.Event : Next.End;
        }
        catch (OperationCanceledException)
        {
            return isGone ? Next.Lost : Next.End;
        }
        catch (McpException)
        {
            return await heartbeat.IsHeardAsync() ? Next.Lost : Next.End; // An event expired; or Redis is away, and the client may come again.
        }
    }

    /// <summary>Waits for the next event, but no longer than for the next heartbeat.</summary>
    private static async Task<bool> IsDoneAsync(Task next, PeriodicTimer timer, CancellationToken cancellation)
    {
        var tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        return await Task.WhenAny(next, tick) == next;
    }

    private enum Next
    {
        Event,
        End,
        Lost,
    }
}
