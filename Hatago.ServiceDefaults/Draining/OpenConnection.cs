using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>A connection of a client; a feature of its requests too.</summary>
internal sealed class OpenConnection(ConnectionContext connection)
{
    /// <summary>How long closing is waited for; it takes a fraction of a millisecond.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly IConnectionLifetimeNotificationFeature? _lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
    private readonly Socket? _socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
    private int _requests;

    /// <summary>Whether no request has been read, nor lies in the socket unread.</summary>
    public bool IsIdle => Volatile.Read(ref _requests) == 0 && !HasUnread();

    public void BeginRequest() => Interlocked.Increment(ref _requests);

    public void EndRequest() => Interlocked.Decrement(ref _requests);

    /// <summary>Closes it, if it is answering a request after the answer. Over HTTP/2 a GOAWAY says so.</summary>
    public void RequestClose() => _lifetime?.RequestClose();

    /// <summary>Closes it and waits until it is.</summary>
    public async Task CloseAsync(TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        RequestClose();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool HasUnread()
    {
        try
        {
            return _socket is { Available: > 0 };
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }
}
