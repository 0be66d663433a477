namespace Hatago.McpServer.Slo;

/// <summary>The closed set of values of the label <c>outcome</c> of <c>hatago_tool_calls_total</c>.</summary>
internal static class ToolOutcome
{
    public const string Ok = "ok";

    /// <summary>The tool answered <c>isError</c> on purpose, or the arguments were bad: no failure of ours.</summary>
    public const string ToolError = "tool_error";

    /// <summary>The plugin threw.</summary>
    public const string Failure = "failure";
    public const string Timeout = "timeout";
    public const string CircuitOpen = "circuit_open";

    public static IReadOnlyList<string> All { get; } = [Ok, ToolError, Failure, Timeout, CircuitOpen];
}
