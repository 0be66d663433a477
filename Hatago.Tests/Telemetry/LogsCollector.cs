using Grpc.Core;
using OpenTelemetry.Proto.Collector.Logs.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>OTLP/gRPC for logs.</summary>
internal sealed class LogsCollector(ReceivedRequests received) : LogsService.LogsServiceBase
{
    public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
    {
        received.Add(request);
        return Task.FromResult(new ExportLogsServiceResponse());
    }
}
