using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hatago.McpServer.Sessions;

/// <summary>What another replica needs to go on with a session.</summary>
/// <param name="Owner">Who opened it; nobody else may go on with it.</param>
/// <param name="Initialize">What the client said of itself, in the protocol's own form.</param>
internal sealed record SessionRecord(
    [property: JsonPropertyName("owner")] SessionOwner? Owner,
    [property: JsonPropertyName("initialize")] JsonElement Initialize);

[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class SessionsJson : JsonSerializerContext;
