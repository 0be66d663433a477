using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Hardening;

/// <summary>What one connection, and all of them, may take. Bodies have limits of their own (McpOptions), and so have answers (StallGuard).</summary>
internal sealed class ConnectionLimits(ConnectionPlaces places) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024; // A token of 16 KiB, and what proxies add.
        limits.MaxRequestHeaderCount = 100;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130); // Longer than load balancers keep a connection: they have to be the first to close it.
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MaxConcurrentConnections = places.Most;
        limits.MaxConcurrentUpgradedConnections = 0; // Nothing here is upgraded.
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = 32 * 1024;
    }
}
