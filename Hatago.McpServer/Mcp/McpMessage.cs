using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
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

    /// <summary>The name of the tool or prompt that is asked for.</summary>
    public static string? Name(JsonNode? message) => Member(message, "name") is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;

    /// <summary>What a tool or a prompt is called with.</summary>
    public static JsonNode? Arguments(JsonNode? message) => Member(message, "arguments");

    /// <summary>What wants an answer. What is no message at all wants one too: that it is none.</summary>
    public static bool IsRequest(JsonNode? message) => message is not JsonObject one || (one.ContainsKey("method") && one.ContainsKey("id"))
        || !(one.ContainsKey("method") || one.ContainsKey("result") || one.ContainsKey("error"));

    /// <summary>What is wrong with a request's <c>params</c> where the SDK would answer "internal error", or not at all; the mistake is the caller's.</summary>
    public static string? Misfit(JsonNode? message)
    {
        var parameters = (message as JsonObject)?["params"];
        if ((parameters as JsonObject)?["_meta"] is not (null or JsonObject))
            return "params._meta is no object.";
        if (IsAmbiguous(parameters) || IsAmbiguous((parameters as JsonObject)?["_meta"]))
            return "params or its _meta has members that differ in case only.";

        return Method(message as JsonObject) switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => MissingText(parameters, "name"),
            RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe => MissingText(parameters, "uri"),
            RequestMethods.Initialize => IsInitialization(parameters) ? null : "params do not fit the method.",
#pragma warning disable MCP9005 // Log messages are deprecated since 2026-07-28; clients of older revisions set their level.
            RequestMethods.CompletionComplete or RequestMethods.LoggingSetLevel => parameters is JsonObject ? null : "params is missing, or no object.",
#pragma warning restore MCP9005
            _ => parameters is null or JsonObject ? null : "params is no object.",
        };
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

    private static bool IsAmbiguous(JsonNode? node) =>
        node is JsonObject members && members.DistinctBy(member => member.Key, StringComparer.OrdinalIgnoreCase).Count() < members.Count;

    private static string? MissingText(JsonNode? parameters, string name) => (parameters as JsonObject)?.Any(member =>
        member.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value?.GetValueKind() is JsonValueKind.String) is true ? null : $"params.{name} is missing, or no text.";

    /// <summary>The SDK's transport reads these itself, when it has begun a session: what it throws then would be a 500.</summary>
    private static bool IsInitialization(JsonNode? parameters)
    {
        try
        {
            return parameters.Deserialize<InitializeRequestParams>(McpJsonUtilities.DefaultOptions) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A member of <c>params</c>, of which the SDK reads the members whatever their case.</summary>
    private static JsonNode? Member(JsonNode? message, string name) => message is JsonObject request && request["params"] is JsonObject parameters
        ? parameters.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
        : null;
}
