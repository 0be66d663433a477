using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Hatago.McpServer.Hardening;

/// <summary>Accepts while there is a place.</summary>
internal sealed class BoundedListener(IConnectionListener listener, ConnectionPlaces places) : IConnectionListener
{
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await places.TakeAsync(_unbound.Token);
        }
        catch (OperationCanceledException)
        {
            return null; // As a listener says that there will be no more.
        }

        var connection = await listener.AcceptAsync(cancellationToken);
        if (connection is null)
            places.Leave();
        else
            connection.ConnectionClosed.UnsafeRegister(_ => places.Leave(), null); // Its socket is closed before.
        return connection;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        await listener.UnbindAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _unbound.Dispose();
        return listener.DisposeAsync();
    }
}
