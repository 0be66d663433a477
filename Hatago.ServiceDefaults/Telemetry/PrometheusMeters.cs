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

    /// <summary>Tools times outcomes is the most; series beyond are added up under one label, which no alert would see.</summary>
    private const int MaxSeries = 20_000;

    /// <summary>What the frameworks measure and Hatago shows under a name of its own, without their labels.</summary>
    private static readonly Dictionary<(string Meter, string Instrument), string> Adopted = new()
    {
        [("Microsoft.Extensions.Diagnostics.ResourceMonitoring", "container.memory.limit.utilization")] = "hatago_memory_usage_ratio",
        [("Microsoft.Extensions.Diagnostics.ResourceMonitoring", "container.cpu.limit.utilization")] = "hatago_cpu_usage_ratio",
        [("System.Runtime", "dotnet.gc.pause.time")] = "hatago_gc_pause_seconds_total",
    };

    private readonly MeterProvider _provider = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
        .AddMeter([Own, .. Adopted.Keys.Select(one => one.Meter).Distinct()])
        .AddView(instrument => View(instrument, factory))
        .SetExemplarFilter(ExemplarFilterType.TraceBased)
        .AddPrometheusExporter(options =>
        {
            options.ScopeInfoEnabled = false;
            options.TargetInfoEnabled = false;
            options.ScrapeResponseCacheDurationMilliseconds = 0;
        })
        .Build();

    public static void Map(IEndpointRouteBuilder app) => app.MapPrometheusScrapingEndpoint(
        "/metrics", app.ServiceProvider.GetRequiredService<PrometheusMeters>()._provider, configureBranchedPipeline: null, optionsName: null);

    private static MetricStreamConfiguration View(Instrument instrument, IMeterFactory factory) =>
        instrument.Meter.Scope is not null && instrument.Meter.Scope != factory ? MetricStreamConfiguration.Drop // Another host in this process.
        : Adopted.TryGetValue((instrument.Meter.Name, instrument.Name), out var name) ? new() { Name = name, TagKeys = [] }
        : instrument.Meter.Name.StartsWith(Own[..^1], StringComparison.Ordinal) ? new() { CardinalityLimit = MaxSeries }
        : MetricStreamConfiguration.Drop;

    public void Dispose() => _provider.Dispose();
}
