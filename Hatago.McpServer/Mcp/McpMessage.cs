using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Mcp;

/// <summary>What has to be known of a message before the SDK reads it.</summary>
internal static class McpMessage
{
    public static string? Method(JsonObject? message) =>
        message?["method"] is JsonValue value && value.TryGetValue<string>(out var method) ? method : null;

    /// <summary>The id that an error echoes; none when the message has none that JSON-RPC allows.</summary>
    public static RequestId Id(JsonNode? message) => (message as JsonObject)?["id"] switch
    {
        JsonValue value when value.TryGetValue<long>(out var number) => new(number),
        JsonValue value when value.TryGetValue<string>(out var text) => new(text),
        _ => default,
    };

    /// <summary>What wants an answer. What is no message at all wants one too: that it is none.</summary>
    public static bool IsRequest(JsonNode? message) => message is not JsonObject one || (one.ContainsKey("method") && one.ContainsKey("id"))
        || !(one.ContainsKey("method") || one.ContainsKey("result") || one.ContainsKey("error"));

    /// <summary>The SDK answers "internal error" to a request without the name of what it asks for; the mistake is the caller's.</summary>
    public static string? MissingParameter(JsonNode? message)
    {
        var required = Method(message as JsonObject) switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        return required is null || (message!["params"] as JsonObject)?.Any(member =>
            member.Key.Equals(required, StringComparison.OrdinalIgnoreCase) && member.Value?.GetValueKind() is JsonValueKind.String) is true ? null : required;
    }

    /// <summary>A request method sent without an id is a question all the same; only notifications ask for nothing.</summary>
    public static bool GiveRequestAnId(JsonNode? message)
    {
        if (message is not JsonObject request || request.ContainsKey("id")
            || Method(request)?.StartsWith("notifications/", StringComparison.Ordinal) is not false)
        {
            return false;
        }

        request["id"] = 0L; // A long, as Id reads it.
        return true;
    }
}
