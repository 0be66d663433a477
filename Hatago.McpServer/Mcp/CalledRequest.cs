using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>A feature of an HTTP request: the id of the JSON-RPC request in it, in its own JSON type.</summary>
internal sealed record CalledRequest(RequestId Id);
