namespace Hatago.McpServer.Mcp;

internal sealed record McpOptions
{
    /// <summary>The longest body of a request, in bytes; more is 413.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    /// <summary><c>hybrid</c>: sessions for clients that initialize, none for the others. <c>stateless</c>: none at all.</summary>
    public string SessionMode { get; init; } = "hybrid";
}
