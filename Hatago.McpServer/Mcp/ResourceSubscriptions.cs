using System.Collections.Concurrent;
using Hatago.McpServer.Plugins;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>Which session watches which resources. Of sessions only: revision 2026-07-28 has no <c>resources/subscribe</c>.</summary>
internal sealed class ResourceSubscriptions
{
    private readonly ConcurrentDictionary<string, WatchedResources> _sessions = [];
    private readonly PluginCatalog _catalog;
    private readonly CatalogResources _resources;
    private readonly ILogger<ResourceSubscriptions> _logger;

    public ResourceSubscriptions(PluginCatalog catalog, CatalogResources resources, ILogger<ResourceSubscriptions> logger)
    {
        (_catalog, _resources, _logger) = (catalog, resources, logger);
        catalog.ResourceChanged += Tell;
    }

    /// <summary>Runs a session of the SDK's, and tells it of changes as long.</summary>
    public async Task RunSessionAsync(HttpContext context, ModelContextProtocol.Server.McpServer server, CancellationToken cancellation)
    {
        if (server.SessionId is not { Length: > 0 } id)
        {
            await server.RunAsync(cancellation);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watched = _sessions[id] = new(server, _logger);
        var telling = watched.TellAsync(end.Token);
        try
        {
            await server.RunAsync(cancellation);
        }
        finally
        {
            _sessions.TryRemove(new(id, watched));
            await end.CancelAsync();
            await telling;
        }
    }

    public ValueTask<EmptyResult> SubscribeAsync(RequestContext<SubscribeRequestParams> request, CancellationToken cancellation)
    {
        var (watched, uri) = (Of(request.Server), request.Params.Uri);
        if (_catalog.Current.FindResource(uri) is null)
            throw _resources.Unknown(request, uri);
        return watched.Add(uri)
            ? new(new EmptyResult())
            : throw new McpProtocolException($"A session watches at most {WatchedResources.Most} resources, of URIs of at most {WatchedResources.LongestUri} characters.", McpErrorCode.InvalidParams);
    }

    public ValueTask<EmptyResult> UnsubscribeAsync(RequestContext<UnsubscribeRequestParams> request, CancellationToken cancellation)
    {
        Of(request.Server).Remove(request.Params.Uri);
        return new(new EmptyResult());
    }

    private WatchedResources Of(ModelContextProtocol.Server.McpServer server) => server.SessionId is { } id && _sessions.TryGetValue(id, out var watched)
        ? watched
        : throw new McpProtocolException("Resources are watched in a session; there is none.", McpErrorCode.InvalidRequest);

    private void Tell(string uri)
    {
        foreach (var watched in _sessions.Values)
            watched.Changed(uri);
    }
}
