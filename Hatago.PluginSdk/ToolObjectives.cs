using System.Text.Json.Serialization;

namespace Hatago.PluginSdk;

/// <summary>What a tool promises. Exported as <c>hatago_slo_target</c> with the labels <c>plugin</c> and <c>tool</c>, and watched by alerts.</summary>
public record ToolObjectives
{
    /// <summary>Percent of the calls of an hour that do not fail, above 0 and below 100; a tool that answers <c>isError</c> has not failed.</summary>
    [JsonPropertyName("availability")]
    public double? Availability { get; init; }

    /// <summary>Milliseconds within which 95 % of the calls of 5 minutes end.</summary>
    [JsonPropertyName("p95Ms")]
    public double? P95Ms { get; init; }
}
