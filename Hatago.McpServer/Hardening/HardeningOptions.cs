using Hatago.ServiceDefaults.Configuration;

namespace Hatago.McpServer.Hardening;

/// <summary>What reaches the server over HTTP at all.</summary>
internal sealed record HardeningOptions
{
    /// <summary>Comma-separated names under which the server may be called; <c>*</c> is any, <c>*.example.com</c> any below. Empty: as it listens (<see cref="AllowedHosts"/>).</summary>
    public string AllowedHosts { get; init; } = "";

    /// <summary>Comma-separated origins whose pages may call, <c>https://app.example.com</c>; <c>https://*.example.com</c> any below.</summary>
    public string AllowedOrigins { get; init; } = "";

    /// <summary>Comma-separated addresses and networks of proxies that are believed for whom they speak.</summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>Requests a second of one client that are served; 0 is no limit.</summary>
    public int RateLimitPerSecond { get; init; }

    /// <summary>Requests of one client at once, before that limit counts.</summary>
    public int RateLimitBurst { get; init; } = 200;

    /// <summary>Connections at once; 0 is as many as the process may have files, less what it needs itself.</summary>
    public int MaxConnections { get; init; }

    public IReadOnlyList<string> Hosts => EnvironmentVariable.Split(AllowedHosts);

    public IReadOnlyList<string> Origins => EnvironmentVariable.Split(AllowedOrigins);

    public IReadOnlyList<string> Proxies => EnvironmentVariable.Split(TrustedProxies);

    /// <summary>Probes and scrapes come from wherever the cluster's own parts are, by address.</summary>
    public static bool IsOpen(PathString path) => path.StartsWithSegments("/health") || path == "/healthz" || path == "/readyz" || path == "/metrics";
}
