namespace Hatago.McpServer.Guarding;

internal sealed record GuardingOptions
{
    /// <summary>The longest call of a plugin that sets no <c>timeoutMs</c> of its own.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row, of one plugin, that open its circuit.</summary>
    public int CircuitBreakerThreshold { get; init; } = 10;

    /// <summary>From a circuit's opening: the time until one call is let through as a probe.</summary>
    public TimeSpan CircuitBreakerReset { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether <c>concurrency.test</c> exists.</summary>
    public bool AllowDrills { get; init; }
}
