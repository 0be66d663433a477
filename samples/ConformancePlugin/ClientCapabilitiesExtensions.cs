using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

internal static class ClientCapabilitiesExtensions
{
    /// <summary>Tells a caller that its client cannot do what the tool needs. Asked all the same, it would throw, which counts as a failure of the plugin.</summary>
    /// <exception cref="McpException">It cannot.</exception>
    public static void Need(this McpServer server, Func<ClientCapabilities, object?> capability, string name)
    {
        if (server.ClientCapabilities is not { } client || capability(client) is null)
            throw new McpException($"This tool needs a client with a session and {name}.");
    }
}
