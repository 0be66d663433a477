using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>OTLP/HTTP with binary protobuf (https://opentelemetry.io/docs/specs/otlp/#otlphttp).</summary>
internal static class OtlpHttpEndpoints
{
    private const string Protobuf = "application/x-protobuf";

    public static void MapOtlpHttp(this IEndpointRouteBuilder app)
    {
        Map(app, "/v1/traces", ExportTraceServiceRequest.Parser, new ExportTraceServiceResponse());
        Map(app, "/v1/metrics", ExportMetricsServiceRequest.Parser, new ExportMetricsServiceResponse());
        Map(app, "/v1/logs", ExportLogsServiceRequest.Parser, new ExportLogsServiceResponse());
    }

    private static void Map(IEndpointRouteBuilder app, string path, MessageParser parser, IMessage response) => app.MapPost(
        path,
        async (HttpRequest request, ReceivedRequests received) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            try
            {
                received.Add(parser.ParseFrom(body.ToArray()));
            }
            catch (InvalidProtocolBufferException e)
            {
                return Results.BadRequest(e.Message);
            }

            return Results.Bytes(response.ToByteArray(), Protobuf);
        }).Accepts<IMessage>(Protobuf);
}
