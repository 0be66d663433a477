using System.Net.ServerSentEvents;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Sessions;

#pragma warning disable MCP9006 // Streams are resumed in revision 2025-11-25; the SDK calls it obsolete in favour of 2026-07-28.

/// <summary>Closes no stream without an answer: a session that ends with its replica takes its calls along, and who resumes one is told.</summary>
internal sealed class EventStreamWriter(ISseEventStreamWriter stream, RequestId? request) : ISseEventStreamWriter
{
    private bool _isAnswered = request is null;

    /// <summary>Who comes back waits for the answer, also after its call told it to hang up: in the SDK's mode for polling it would be sent away until the answer is there.</summary>
    public ValueTask SetModeAsync(SseEventStreamMode mode, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<SseItem<JsonRpcMessage?>> WriteEventAsync(SseItem<JsonRpcMessage?> sseItem, CancellationToken cancellationToken = default)
    {
        _isAnswered |= sseItem.Data is JsonRpcResponse or JsonRpcError;
        return stream.WriteEventAsync(sseItem, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isAnswered)
            await stream.WriteEventAsync(LostCall.Event(request), CancellationToken.None);
        _isAnswered = true;
        await stream.DisposeAsync();
    }
}
