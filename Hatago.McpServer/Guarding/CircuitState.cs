namespace Hatago.McpServer.Guarding;

/// <summary>The closed set of values of the label <c>state</c> of <c>hatago_circuit_breaker_state</c>, from best to worst.</summary>
internal static class CircuitState
{
    public const string Closed = "closed";
    public const string HalfOpen = "half_open";
    public const string Open = "open";

    public static IReadOnlyList<string> All { get; } = [Closed, HalfOpen, Open];
}
