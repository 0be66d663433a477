using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>Completions of what the catalog has are a plugin's, by a filter before this; here is what it has not.</summary>
internal static class CatalogCompletions
{
    public static ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> request, CancellationToken cancellation) =>
        throw new McpProtocolException($"Unknown: argument '{request.Params.Argument.Name}' of {request.Params.Ref}", McpErrorCode.InvalidParams);
}
