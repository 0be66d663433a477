using System.Text.Json.Serialization;

namespace Hatago.McpServer.Slo;

/// <summary>The result of <c>slo.status</c>: what this process has seen since it started. Percents are 0 to 100, rates 0 to 1.</summary>
internal sealed record SloStatus(
    [property: JsonPropertyName("since")] DateTime Since,
    [property: JsonPropertyName("targets")] SloStatus.Targeted Targets,
    [property: JsonPropertyName("objectives")] IReadOnlyList<SloObjective> Objectives,
    [property: JsonPropertyName("error_budget")] SloStatus.Budget ErrorBudget,
    [property: JsonPropertyName("burn_rates")] IReadOnlyList<SloStatus.Burn> BurnRates,
    [property: JsonPropertyName("latency")] SloStatus.Latencies Latency,
    [property: JsonPropertyName("tools")] IReadOnlyList<SloStatus.ToolStatus> Tools)
{
    internal sealed record Targeted(
        [property: JsonPropertyName("availability_percent")] double AvailabilityPercent,
        [property: JsonPropertyName("p95_latency_ms")] double P95LatencyMs,
        [property: JsonPropertyName("p99_latency_ms")] double P99LatencyMs,
        [property: JsonPropertyName("error_rate_percent")] double ErrorRatePercent);

    /// <summary>Remaining is 1 untouched, 0 spent, below 0 overspent.</summary>
    internal sealed record Budget(
        [property: JsonPropertyName("window")] string Window,
        [property: JsonPropertyName("requests")] long Requests,
        [property: JsonPropertyName("failures")] long Failures,
        [property: JsonPropertyName("allowed_failures")] double AllowedFailures,
        [property: JsonPropertyName("remaining")] double Remaining);

    /// <summary>A burn rate of 1 spends the budget in exactly 30 days.</summary>
    internal sealed record Burn(
        [property: JsonPropertyName("window")] string Window,
        [property: JsonPropertyName("requests")] long Requests,
        [property: JsonPropertyName("failures")] long Failures,
        [property: JsonPropertyName("error_rate")] double ErrorRate,
        [property: JsonPropertyName("burn_rate")] double BurnRate);

    internal sealed record Latencies(
        [property: JsonPropertyName("window")] string Window,
        [property: JsonPropertyName("requests")] long Requests,
        [property: JsonPropertyName("p50_ms"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? P50Ms,
        [property: JsonPropertyName("p95_ms"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? P95Ms,
        [property: JsonPropertyName("p99_ms"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? P99Ms);

    internal sealed record ToolStatus(
        [property: JsonPropertyName("plugin")] string Plugin,
        [property: JsonPropertyName("tool")] string Tool,
        [property: JsonPropertyName("objectives")] IReadOnlyList<SloObjective> Objectives);
}

[JsonSerializable(typeof(SloStatus))]
internal sealed partial class SloJson : JsonSerializerContext;
