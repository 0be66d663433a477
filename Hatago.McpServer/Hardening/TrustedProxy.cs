using System.Net;

namespace Hatago.McpServer.Hardening;

internal static class TrustedProxy
{
    /// <summary>An address, or a network as CIDR writes it.</summary>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
