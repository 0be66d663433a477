using Grpc.Core;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>OTLP/gRPC for traces.</summary>
internal sealed class TraceCollector(ReceivedRequests received) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
    {
        received.Add(request);
        return Task.FromResult(new ExportTraceServiceResponse());
    }
}
