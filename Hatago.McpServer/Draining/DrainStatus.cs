using System.Text.Json.Serialization;

namespace Hatago.McpServer.Draining;

/// <summary>The answer of <c>/drain</c>.</summary>
/// <param name="Status"><c>serving</c> or <c>draining</c>.</param>
/// <param name="Timestamp">UTC.</param>
/// <param name="InFlight">Calls being answered.</param>
/// <param name="Message">What clients see now, and what comes next.</param>
internal sealed record DrainStatus(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("timestamp")] DateTime Timestamp,
    [property: JsonPropertyName("in_flight")] int InFlight,
    [property: JsonPropertyName("message")] string Message);

[JsonSerializable(typeof(DrainStatus))]
internal sealed partial class DrainJson : JsonSerializerContext;
