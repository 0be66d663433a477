using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>
/// The connections of clients. One that lies idle in a client's pool hears nothing of a drain, and its next request would be refused,
/// not led elsewhere: before that it is closed.
/// </summary>
internal sealed class OpenConnections
{
    private readonly ConcurrentDictionary<string, IConnectionLifetimeNotificationFeature> _all = new();

    /// <summary>A middleware of Kestrel's connections.</summary>
    public ConnectionDelegate Track(ConnectionDelegate next) => async connection =>
    {
        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
            _all[connection.ConnectionId] = lifetime;
        try
        {
            await next(connection);
        }
        finally
        {
            _all.TryRemove(connection.ConnectionId, out _);
        }
    };

    /// <summary>Closes each, those that are answering a request after the answer. Over HTTP/2 a GOAWAY says so.</summary>
    public void RequestClose()
    {
        foreach (var lifetime in _all.Values)
            lifetime.RequestClose();
    }
}
