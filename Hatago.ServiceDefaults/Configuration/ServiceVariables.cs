using Hatago.ServiceDefaults.Telemetry;

namespace Hatago.ServiceDefaults.Configuration;

/// <summary>The variables that every service has. A service's own follow in a table of its own.</summary>
public static class ServiceVariables
{
    /// <summary>Without a default of its own: ASP.NET Core's ASPNETCORE_URLS comes before that.</summary>
    internal static EnvironmentVariable Port { get; } =
        EnvironmentVariable.Whole("PORT", "Hatago:Port", 8787, 0, 65535, "port to listen on; 0 is any free one") with { DefaultFor = _ => null };

    internal static EnvironmentVariable Hostname { get; } = EnvironmentVariable.Text("HOSTNAME", "Hatago:Hostname", null,
        "address to listen on; `localhost` in Development, `0.0.0.0` in Production. A name that is no local address (a container's) means all interfaces");

    internal static EnvironmentVariable LogLevel { get; } = EnvironmentVariable.OneOf("LOG_LEVEL", "Hatago:LogLevel", "info", "info", ["debug", "info", "warn", "error"],
        "lowest level that is logged; `logs.config`, and SIGHUP after a change of the configuration file, set it in a running process");

    public static IReadOnlyList<EnvironmentVariable> All { get; } =
    [
        Port,
        Hostname,
        LogLevel,
        EnvironmentVariable.OneOf("LOG_FORMAT", "Hatago:LogFormat", "compact", "json", ["json", "compact"], "one JSON object a line, or a line to read")
            with { Aliases = ["HATAGO_LOG_FORMAT"] },
        EnvironmentVariable.OneOf("HATAGO_LOG_ENABLED", "Hatago:LogEnabled", "true", "true", ["true", "false"], "whether entries go to stdout; `/logs` and OTLP have them always"),
        EnvironmentVariable.Whole("HATAGO_LOG_BUFFER_SIZE", "Hatago:LogBufferSize", 1000, 1, 100_000, "entries that `/logs` can look back; 8 MiB at most"),
        EnvironmentVariable.List("HATAGO_LOG_REDACT_FIELDS", "Hatago:LogRedactFields", "", "more names of fields whose values are never logged, beside password, token and the like"),
        EnvironmentVariable.OneOf("OTEL_TRACES_SAMPLER", "Hatago:TracesSampler", "parentbased_always_on", "parentbased_always_on", TraceSampling.Names,
            "which traces are exported; errors and slow calls are in any case, unless it is `always_off`"),
        EnvironmentVariable.Number("OTEL_TRACES_SAMPLER_ARG", "Hatago:TracesSamplerArg", 1, 0, 1, "share of traces of the two `traceidratio` samplers"),
        EnvironmentVariable.Milliseconds("HATAGO_TRACE_SLOW_MS", "Hatago:TraceSlow", 1_000, 1_000, 1, 3_600_000, "from when on a call is slow, and its trace kept"),
        EnvironmentVariable.Milliseconds("GRACEFUL_TIMEOUT_MS", "Hatago:GracefulTimeout", 30_000, 30_000, 0, 3_600_000, "longest drain before the process ends"),
        EnvironmentVariable.Milliseconds("HATAGO_SHUTDOWN_DELAY_MS", "Hatago:ShutdownDelay", 0, 5_000, 0, 3_600_000,
            "while draining, not ready yet still serving: lets load balancers notice; comes before `GRACEFUL_TIMEOUT_MS`"),
    ];
}
