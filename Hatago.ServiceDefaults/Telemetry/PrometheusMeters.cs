using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Hatago.ServiceDefaults.Telemetry;

/// <summary>
/// What <c>/metrics</c> shows: Hatago's own meters and nothing else, with no label that an instrument does not set.
/// A provider of its own, because the frameworks' metrics carry labels that callers choose; those go over OTLP.
/// </summary>
internal sealed class PrometheusMeters(IMeterFactory factory) : IDisposable
{
    public const string Own = "Hatago.*";

    private readonly MeterProvider _provider = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
        .AddMeter(Own)
        .AddView(instrument => instrument.Meter.Scope == factory ? null : MetricStreamConfiguration.Drop) // another host in this process
        .AddPrometheusExporter(options =>
        {
            options.ScopeInfoEnabled = false;
            options.TargetInfoEnabled = false;
            options.ScrapeResponseCacheDurationMilliseconds = 0;
        })
        .Build();

    public static void Map(IEndpointRouteBuilder app) => app.MapPrometheusScrapingEndpoint(
        "/metrics", app.ServiceProvider.GetRequiredService<PrometheusMeters>()._provider, configureBranchedPipeline: null, optionsName: null);

    public void Dispose() => _provider.Dispose();
}
