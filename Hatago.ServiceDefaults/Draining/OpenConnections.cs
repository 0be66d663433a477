using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>
/// The connections of clients. One that lies idle in a client's pool hears nothing of a drain, and its next request would be refused,
/// not led elsewhere: before that it is closed.
/// </summary>
internal sealed class OpenConnections(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, OpenConnection> _all = new();

    /// <summary>A middleware of Kestrel's connections.</summary>
    public ConnectionDelegate Track(ConnectionDelegate next) => async connection =>
    {
        var open = new OpenConnection(connection);
        connection.Features.Set(open);
        _all[connection.ConnectionId] = open;
        try
        {
            await next(connection);
        }
        finally
        {
            _all.TryRemove(connection.ConnectionId, out _);
        }
    };

    /// <summary>
    /// Closes each, those that are answering a request after the answer. Idle ones one after the other: a request that comes between the server's decision
    /// and the end of the connection is lost, and where hundreds close at once that is milliseconds, not microseconds.
    /// </summary>
    /// <param name="limit">For idle ones; what is left then is closed at once.</param>
    public async Task CloseAsync(TimeSpan limit)
    {
        var start = time.GetTimestamp();
        foreach (var connection in _all.Values)
        {
            if (time.GetElapsedTime(start) < limit && connection.IsIdle)
                await connection.CloseAsync(time);
            else
                connection.RequestClose();
        }
    }
}
