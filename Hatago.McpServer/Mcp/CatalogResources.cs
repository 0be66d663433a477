using Hatago.McpServer.Plugins;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>Resources from the catalog's current snapshot. By handlers, because the SDK's collection of resources is sealed.</summary>
internal sealed class CatalogResources(PluginCatalog catalog)
{
    private IEnumerable<McpServerResource> All => catalog.Current.Plugins.SelectMany(plugin => plugin.Resources);

    public ValueTask<ListResourcesResult> ListAsync(RequestContext<ListResourcesRequestParams> request, CancellationToken cancellation) =>
        ValueTask.FromResult(new ListResourcesResult { Resources = [.. All.Select(resource => resource.ProtocolResource).OfType<Resource>()] });

    public ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellation) =>
        ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates = [.. All.Where(resource => resource.IsTemplated).Select(resource => resource.ProtocolResourceTemplate)],
        });

    /// <summary>What the catalog has is read in the plugin's scope, by a filter before this; here is what it has not.</summary>
    public static ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellation) =>
        throw new McpProtocolException($"Unknown resource URI: '{request.Params.Uri}'", McpErrorCode.ResourceNotFound);
}
