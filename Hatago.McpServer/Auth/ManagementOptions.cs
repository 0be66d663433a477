namespace Hatago.McpServer.Auth;

internal sealed record ManagementOptions
{
    /// <summary>Whether a connection from this machine may manage without a token.</summary>
    public bool ManagementLoopback { get; init; } = true;
}
