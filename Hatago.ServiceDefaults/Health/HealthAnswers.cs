using System.Text.Json.Serialization;

namespace Hatago.ServiceDefaults.Health;

internal sealed record LiveAnswer(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("timestamp")] DateTime Timestamp,
    [property: JsonPropertyName("uptime")] double Uptime);

internal sealed record ReadyAnswer(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("timestamp")] DateTime Timestamp,
    [property: JsonPropertyName("checks")] IReadOnlyDictionary<string, string> Checks,
    [property: JsonPropertyName("reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

internal sealed record StartupAnswer
{
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("timestamp")]
    public required DateTime Timestamp { get; init; }

    [JsonPropertyName("initialized")]
    public required bool Initialized { get; init; }

    /// <summary>What the service's own checks say, as members of the answer: <c>plugins_loaded</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> Data { get; set; } = []; // The source generator cannot bind extension data to init.
}

[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(StartupAnswer))]
[JsonSerializable(typeof(int))]
internal sealed partial class HealthJson : JsonSerializerContext;
