using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Hatago.ServiceDefaults.Configuration;

/// <summary>Where a service listens, and where it is asked on its own machine.</summary>
internal static class ListenAddress
{
    private const string DefaultPort = "8787";

    /// <returns><see langword="null"/> when ASP.NET Core's own setting counts.</returns>
    public static string? Of(IConfiguration configuration, bool isDevelopment)
    {
        if (configuration["Hatago:Port"] is null && configuration[WebHostDefaults.ServerUrlsKey] is not null)
            return null;

        var port = configuration["Hatago:Port"] ?? DefaultPort;
        var host = configuration["Hatago:Hostname"] is { } name ? LocalAddress(name) : isDevelopment ? "localhost" : "0.0.0.0";
        if (port == "0" && host == "localhost")
            host = IPAddress.Loopback.ToString(); // Kestrel cannot pick one free port for both loopback addresses.

        return $"http://{host}:{port}";
    }

    /// <summary>One that listens on all interfaces is asked on the loopback.</summary>
    public static Uri Nearest(IConfiguration configuration, bool isDevelopment)
    {
        var listening = BindingAddress.Parse(Of(configuration, isDevelopment) ?? configuration[WebHostDefaults.ServerUrlsKey]!.Split(';')[0]);
        var isAny = listening.Host is "*" or "+" || (IPAddress.TryParse(listening.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        return new UriBuilder(listening.Scheme, isAny ? IPAddress.Loopback.ToString() : listening.Host, listening.Port).Uri;
    }

    /// <summary>
    /// Docker and Kubernetes set <c>HOSTNAME</c> to the container's name, which is a label and no wish to bind to one
    /// interface only: it counts only when it resolves to an address of this machine.
    /// </summary>
    private static string LocalAddress(string hostname)
    {
        const string allInterfaces = "0.0.0.0";
        if (hostname == "localhost")
            return hostname;

        try
        {
            var local = NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Concat([IPAddress.Any, IPAddress.IPv6Any])
                .ToHashSet();
            IPAddress[] named = IPAddress.TryParse(hostname, out var literal) ? [literal] : Dns.GetHostAddresses(hostname); // Which refuses 0.0.0.0.
            var address = named.FirstOrDefault(local.Contains);
            return address switch
            {
                null => allInterfaces,
                { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{address}]",
                _ => address.ToString(),
            };
        }
        catch (SocketException)
        {
            return allInterfaces;
        }
    }
}
