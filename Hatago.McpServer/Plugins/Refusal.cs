using System.Text.Json.Serialization;

namespace Hatago.McpServer.Plugins;

/// <summary>The <c>structuredContent</c> of a call that Hatago answered in the tool's place.</summary>
internal sealed record Refusal([property: JsonPropertyName("reason")] string Reason);

[JsonSerializable(typeof(Refusal))]
internal sealed partial class RefusalJson : JsonSerializerContext;
