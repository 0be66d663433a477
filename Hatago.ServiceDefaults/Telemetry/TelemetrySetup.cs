using Hatago.ServiceDefaults.Logging.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hatago.ServiceDefaults.Telemetry;

internal static class TelemetrySetup
{
    public const string McpSource = "Experimental.ModelContextProtocol";

    /// <summary>The exporters' HttpClients, which the SDK names so.</summary>
    private static readonly string[] Exporters = ["OtlpTraceExporter", "OtlpMetricExporter", "OtlpLogExporter"];

    /// <summary>Labels of the SDK's metrics; without <c>mcp.resource.uri</c>, which is the caller's.</summary>
    private static readonly string[] OfMcp =
        ["mcp.method.name", "mcp.protocol.version", "network.transport", "network.protocol.name", "gen_ai.operation.name", "gen_ai.tool.name", "gen_ai.prompt.name", "error.type", "rpc.response.status_code"];

    /// <summary>Traces always (log records carry their ids); export over OTLP only where an endpoint is configured.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<PrometheusMeters>();
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            builder.Services.AddResourceMonitoring(); // Throws elsewhere.

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName))
            .WithTracing(tracing => tracing
                .SetSampler(TraceSampling.From(configuration))
                .AddSource(PrometheusMeters.Own, McpSource)
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics"))
                .AddHttpClientInstrumentation()
                .AddProcessor(new KeptTraces(configuration.GetValue<TimeSpan>("Hatago:TraceSlow"))));

        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        builder.Services.AddHostedService<TelemetryFlush>(); // Before the service's own, so that it stops after them.
        AddExporterClients(builder.Services);
        telemetry
            .WithTracing(tracing => tracing.AddProcessor(services => new RedactedSpans(services.GetRequiredService<LogRedactor>())))
            .WithMetrics(metrics => metrics
                .AddMeter(PrometheusMeters.Own, McpSource, "System.Runtime")
                .AddView("mcp.*.operation.duration", new MetricStreamConfiguration { TagKeys = OfMcp })
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .WithLogging(
                logging => logging.AddProcessor(new LoggedExceptions()),
                options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    /// <summary>An outage is said once, by <see cref="OtlpWatch"/>; retries and their logs, at each export, would say it over and over.</summary>
    private static void AddExporterClients(IServiceCollection services)
    {
        services.AddHostedService<OtlpWatch>();
        foreach (var exporter in Exporters)
        {
#pragma warning disable EXTEXP0001 // For evaluation only: takes the handler off that ConfigureHttpClientDefaults adds.
            services.AddHttpClient(exporter).RemoveAllResilienceHandlers().RemoveAllLoggers();
#pragma warning restore EXTEXP0001
        }
    }
}
