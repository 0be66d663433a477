using System.Text.Json;
using System.Text.Json.Serialization;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Plugins;

/// <summary>The <c>structuredContent</c> of a call that Hatago answered in the tool's place.</summary>
/// <param name="Reason">For machines: <see cref="InvalidArguments"/>, or one of the reasons of <c>hatago_errors_total</c>.</param>
/// <param name="RetryAfterMs">Milliseconds after which the same call may be served, where that is known.</param>
internal sealed record Refusal(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("retry_after_ms"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs)
{
    public const string InvalidArguments = "invalid_arguments";

    public static CallToolResult Of(string reason, string text, long? retryAfterMs = null) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonSerializer.SerializeToElement(new(reason, retryAfterMs), RefusalJson.Default.Refusal),
    };
}

[JsonSerializable(typeof(Refusal))]
internal sealed partial class RefusalJson : JsonSerializerContext;
