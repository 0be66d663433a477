using Grpc.Core;
using OpenTelemetry.Proto.Collector.Metrics.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>OTLP/gRPC for metrics.</summary>
internal sealed class MetricsCollector(ReceivedRequests received) : MetricsService.MetricsServiceBase
{
    public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
    {
        received.Add(request);
        return Task.FromResult(new ExportMetricsServiceResponse());
    }
}
