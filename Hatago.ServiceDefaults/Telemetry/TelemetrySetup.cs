using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hatago.ServiceDefaults.Telemetry;

internal static class TelemetrySetup
{
    private const string McpSource = "Experimental.ModelContextProtocol";

    /// <summary>Traces always (log records carry their ids); export over OTLP only where an endpoint is configured.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PrometheusMeters>();
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            builder.Services.AddResourceMonitoring(); // Throws elsewhere.

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName))
            .WithTracing(tracing => tracing
                .AddSource(PrometheusMeters.Own, McpSource)
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics"))
                .AddHttpClientInstrumentation());

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        builder.Services.AddHostedService<TelemetryFlush>(); // Before the service's own, so that it stops after them.
        telemetry
            .WithMetrics(metrics => metrics
                .AddMeter(PrometheusMeters.Own, McpSource, "System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .WithLogging()
            .UseOtlpExporter();
    }
}
