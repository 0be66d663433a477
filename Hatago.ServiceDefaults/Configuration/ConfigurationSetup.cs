using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Hatago.ServiceDefaults.Configuration;

internal static class ConfigurationSetup
{
    private const string DefaultPort = "8787";

    public static void AddEnvironmentTable(this IHostApplicationBuilder builder, IEnumerable<EnvironmentVariable> table)
    {
        UseNodeEnvironment(builder);
        EnvironmentTable.Apply(builder.Configuration, builder.Environment, table);
        UseListenAddress(builder);
    }

    /// <summary><c>NODE_ENV</c> is an alias of <c>DOTNET_ENVIRONMENT</c>, which wins.</summary>
    private static void UseNodeEnvironment(IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (string.IsNullOrWhiteSpace(configuration["NODE_ENV"]) || configuration["DOTNET_ENVIRONMENT"] is not null || configuration["ENVIRONMENT"] is not null)
            return;

        builder.Environment.EnvironmentName = configuration["NODE_ENV"]!.Trim().ToLowerInvariant() switch
        {
            "production" => Environments.Production,
            "development" => Environments.Development,
            "test" => "Test",
            _ => throw new InvalidConfigurationException(
                [$"NODE_ENV='{configuration["NODE_ENV"]}' is not valid; allowed is one of production, development, test."]),
        };
    }

    /// <summary><c>PORT</c> wins over ASP.NET Core's own <c>ASPNETCORE_URLS</c>, which wins over the default.</summary>
    private static void UseListenAddress(IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration["Hatago:Port"] is null && configuration[WebHostDefaults.ServerUrlsKey] is not null)
            return;

        var port = configuration["Hatago:Port"] ?? DefaultPort;
        var host = configuration["Hatago:Hostname"] is { } name ? LocalAddress(name) : builder.Environment.IsDevelopment() ? "localhost" : "0.0.0.0";
        if (port == "0" && host == "localhost")
            host = IPAddress.Loopback.ToString(); // Kestrel cannot pick one free port for both loopback addresses.

        configuration.AddInMemoryCollection([new(WebHostDefaults.ServerUrlsKey, $"http://{host}:{port}")]);
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
