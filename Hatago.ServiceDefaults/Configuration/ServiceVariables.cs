namespace Hatago.ServiceDefaults.Configuration;

/// <summary>The variables that every service has. A service's own follow in a table of its own.</summary>
public static class ServiceVariables
{
    public static IReadOnlyList<EnvironmentVariable> All { get; } =
    [
        EnvironmentVariable.Whole("PORT", "Hatago:Port", 8787, 0, 65535, "port to listen on; 0 is any free one")
            with { DefaultFor = _ => null }, // ASP.NET Core's own ASPNETCORE_URLS comes before the default.
        EnvironmentVariable.Text("HOSTNAME", "Hatago:Hostname", null,
            "address to listen on; `localhost` in Development, `0.0.0.0` in Production. A name that is no local address (a container's) means all interfaces"),
        EnvironmentVariable.OneOf("LOG_LEVEL", "Hatago:LogLevel", "info", "info", ["debug", "info", "warn", "error"], "lowest level that is logged"),
        EnvironmentVariable.OneOf("LOG_FORMAT", "Hatago:LogFormat", "compact", "json", ["json", "compact"], "one JSON object a line, or a line to read")
            with { Aliases = ["HATAGO_LOG_FORMAT"] },
        EnvironmentVariable.Milliseconds("GRACEFUL_TIMEOUT_MS", "Hatago:GracefulTimeout", 30_000, 30_000, 0, 3_600_000, "longest drain before the process ends"),
        EnvironmentVariable.Milliseconds("HATAGO_SHUTDOWN_DELAY_MS", "Hatago:ShutdownDelay", 0, 5_000, 0, 3_600_000,
            "while draining, not ready yet still serving: lets load balancers notice; comes before `GRACEFUL_TIMEOUT_MS`"),
    ];
}
