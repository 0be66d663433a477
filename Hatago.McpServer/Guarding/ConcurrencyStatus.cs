using System.Text.Json.Serialization;

namespace Hatago.McpServer.Guarding;

/// <summary>The result of <c>concurrency.status</c>.</summary>
internal record ConcurrencyStatus
{
    [JsonPropertyName("active_requests")]
    public required long ActiveRequests { get; init; }

    [JsonPropertyName("queue_length")]
    public required long QueueLength { get; init; }

    /// <summary>The worst of the circuits.</summary>
    [JsonPropertyName("circuit_state")]
    public required string CircuitState { get; init; }

    /// <summary>The most of the circuits.</summary>
    [JsonPropertyName("consecutive_failures")]
    public required int ConsecutiveFailures { get; init; }

    [JsonPropertyName("config")]
    public required Configured Config { get; init; }

    [JsonPropertyName("metrics")]
    public required Counted Metrics { get; init; }

    [JsonPropertyName("circuits")]
    public required IReadOnlyList<Circuit> Circuits { get; init; }

    internal sealed record Configured(
        [property: JsonPropertyName("max_concurrency")] int MaxConcurrency,
        [property: JsonPropertyName("max_queue_size")] int MaxQueueSize,
        [property: JsonPropertyName("timeout_ms")] long TimeoutMs,
        [property: JsonPropertyName("circuit_breaker_threshold")] int CircuitBreakerThreshold,
        [property: JsonPropertyName("circuit_breaker_reset_ms")] long CircuitBreakerResetMs);

    /// <summary>Since the start. The rate is rejected of total, 0 to 1; who waited too long is among the rejected.</summary>
    internal sealed record Counted(
        [property: JsonPropertyName("total_requests")] long TotalRequests,
        [property: JsonPropertyName("rejected_requests")] long RejectedRequests,
        [property: JsonPropertyName("queued_requests")] long QueuedRequests,
        [property: JsonPropertyName("timeout_requests")] long TimeoutRequests,
        [property: JsonPropertyName("rejection_rate")] double RejectionRate);

    internal sealed record Circuit(
        [property: JsonPropertyName("plugin")] string Plugin,
        [property: JsonPropertyName("state")] string State,
        [property: JsonPropertyName("consecutive_failures")] int ConsecutiveFailures,
        [property: JsonPropertyName("retry_after_ms")] long RetryAfterMs);
}
