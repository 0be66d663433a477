using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>The resources that one session watches. A change that was not told yet is told once, however often it happens.</summary>
internal sealed class WatchedResources(ModelContextProtocol.Server.McpServer server, ILogger logger)
{
    public const int Most = 256;

    public const int LongestUri = 2048;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _watched = [];
    private readonly HashSet<string> _changed = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <returns>False when there would be too many, or too long ones.</returns>
    public bool Add(string uri)
    {
        lock (_lock)
            return _watched.Contains(uri) || (_watched.Count < Most && uri.Length <= LongestUri && _watched.Add(uri));
    }

    public void Remove(string uri)
    {
        lock (_lock)
        {
            _watched.Remove(uri);
            _changed.Remove(uri);
        }
    }

    public void Changed(string uri)
    {
        lock (_lock)
        {
            if (_watched.Contains(uri) && _changed.Add(uri))
                _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>Tells the client, until cancelled. One that does not read holds up nobody else, and StallGuard ends its connection.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var _ in _wake.Reader.ReadAllAsync(cancellation))
            {
                foreach (var uri in Take())
                    await TellAsync(uri, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Its session is over.
        }
    }

    private string[] Take()
    {
        lock (_lock)
        {
            string[] taken = [.. _changed];
            _changed.Clear();
            return taken;
        }
    }

    private async Task TellAsync(string uri, CancellationToken cancellation)
    {
        try
        {
            await server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification, new ResourceUpdatedNotificationParams { Uri = uri }, cancellationToken: cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            logger.ResourceUpdateNotTold(failure);
        }
    }
}
