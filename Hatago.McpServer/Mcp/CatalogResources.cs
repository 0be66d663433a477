using Hatago.McpServer.Plugins;
using Hatago.ServiceDefaults.Logging.Redaction;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>Resources from the catalog's current snapshot. By handlers, because the SDK's collection of resources is sealed.</summary>
internal sealed class CatalogResources(PluginCatalog catalog, LogRedactor redactor)
{
    private const string FirstGeneralRevision = "2026-07-28";

    private IEnumerable<McpServerResource> All => catalog.Current.Plugins.SelectMany(plugin => plugin.Resources).Select(resource => resource.Resource);

    public ValueTask<ListResourcesResult> ListAsync(RequestContext<ListResourcesRequestParams> request, CancellationToken cancellation) =>
        ValueTask.FromResult(new ListResourcesResult { Resources = [.. All.Select(resource => resource.ProtocolResource).OfType<Resource>()] });

    public ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellation) =>
        ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates = [.. All.Where(resource => resource.IsTemplated).Select(resource => resource.ProtocolResourceTemplate)],
        });

    /// <summary>What the catalog has is read in the plugin's scope, by a filter before this; here is what it has not.</summary>
    public ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellation) => throw Unknown(request, request.Params.Uri);

    /// <summary>The answer to who asks for a resource that there is none of: since 2026-07-28 in a general code, and with the URI (SEP-2164).</summary>
    public McpProtocolException Unknown(MessageContext request, string uri)
    {
        var isGeneral = string.CompareOrdinal(request.Server.NegotiatedProtocolVersion, FirstGeneralRevision) >= 0;
        return new($"Unknown resource URI: '{uri}'", isGeneral ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound) { Data = { ["uri"] = redactor.Text(uri) } };
    }
}
