using System.Net.ServerSentEvents;
using Hatago.McpServer.Mcp;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Sessions;

/// <summary>The answer to a call that nobody will ever answer.</summary>
internal static class LostCall
{
    public static SseItem<JsonRpcMessage?> Event(RequestId? request) => new(new JsonRpcError
    {
        Id = request ?? default,
        Error = new() { Code = McpRefusals.ServerError, Message = "The replica that ran the call is gone, and its result is lost; whether it took effect is not known." },
    });
}
