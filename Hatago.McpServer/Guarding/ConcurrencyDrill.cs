using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hatago.McpServer.Guarding;

/// <summary>The result of <c>concurrency.test</c>: what was done, then the state after it.</summary>
internal sealed record ConcurrencyDrill : ConcurrencyStatus
{
    [SetsRequiredMembers]
    private ConcurrencyDrill(ConcurrencyStatus state, string action, Counts outcome)
        : base(state) => (Action, Outcome) = (action, outcome);

    [JsonPropertyName("action"), JsonPropertyOrder(-2)]
    public required string Action { get; init; }

    [JsonPropertyName("outcome"), JsonPropertyOrder(-1)]
    public required Counts Outcome { get; init; }

    public static ConcurrencyDrill After(string action, Counts outcome, ConcurrencyStatus state) => new(state, action, outcome);

    /// <summary>Of the drill's calls: how many the breaker or the limiter let through, and how many it refused.</summary>
    internal sealed record Counts([property: JsonPropertyName("accepted")] int Accepted, [property: JsonPropertyName("refused")] int Refused);
}

[JsonSerializable(typeof(ConcurrencyStatus))]
[JsonSerializable(typeof(ConcurrencyDrill))]
internal sealed partial class ConcurrencyJson : JsonSerializerContext;
