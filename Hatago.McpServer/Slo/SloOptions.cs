namespace Hatago.McpServer.Slo;

/// <summary>The objectives, as <c>hatago_slo_target</c> exports them. Set under <c>Hatago:Slo</c>.</summary>
internal sealed record SloOptions
{
    /// <summary>Percent of requests to <c>/mcp</c> that do not fail for a reason of ours, over 30 days.</summary>
    public double AvailabilityPercent { get; init; } = 99.95;

    /// <summary>Milliseconds.</summary>
    public double P95LatencyMs { get; init; } = 5;

    /// <summary>Milliseconds.</summary>
    public double P99LatencyMs { get; init; } = 10;

    public double ErrorRatePercent { get; init; } = 0.1;

    /// <summary>Share of requests that may fail, 0 to 1.</summary>
    public double ErrorBudget => 1 - (AvailabilityPercent / 100);
}
