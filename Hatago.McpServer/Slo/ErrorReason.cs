namespace Hatago.McpServer.Slo;

/// <summary>The closed set of values of the label <c>reason</c> of <c>hatago_errors_total</c>.</summary>
internal static class ErrorReason
{
    /// <summary>4xx, JSON-RPC errors that the caller caused, arguments that a tool's schema refuses.</summary>
    public const string ClientError = "client_error";
    public const string ServerError = "server_error";
    public const string Exception = "exception";
    public const string Timeout = "timeout";
    public const string Overload = "overload";
    public const string CircuitOpen = "circuit_open";
    public const string Draining = "draining";

    /// <summary>A plugin threw.</summary>
    public const string ToolFailure = "tool_failure";
}
