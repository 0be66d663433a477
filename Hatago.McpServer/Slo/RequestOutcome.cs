namespace Hatago.McpServer.Slo;

/// <summary>
/// Why a request failed, where the HTTP status does not say it: an MCP failure travels inside a 200. A feature of the
/// HTTP request, so that any step of the request's way can set it.
/// </summary>
internal sealed class RequestOutcome
{
    private string? _reason;

    public string? Reason => _reason;

    /// <summary>The tool of the catalog that was called, its plugin, and what came of it; for the request's log record.</summary>
    public (string Plugin, string Tool, string? Outcome)? Tool { get; set; }

    /// <summary>The first reason stands: what is found further in is the cause, what follows from it is not.</summary>
    public void Fail(string reason) => Interlocked.CompareExchange(ref _reason, reason, null);
}
