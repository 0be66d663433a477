using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hatago.Tests.Telemetry;

/// <summary>What the exporter of the OpenTelemetry SDK sends is what the receiver has.</summary>
public sealed class OtlpReceiverTests
{
    private const string Source = "Hatago.Tests.Otlp";

    private static readonly ResourceBuilder Inn = ResourceBuilder.CreateEmpty().AddService("inn", serviceInstanceId: "inn-1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<OtlpExportProtocol, OtlpExportCompression> Protocols => new MatrixTheoryData<OtlpExportProtocol, OtlpExportCompression>(
        [OtlpExportProtocol.Grpc, OtlpExportProtocol.HttpProtobuf], [OtlpExportCompression.None, OtlpExportCompression.GZip]);

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task It_has_the_spans_logs_and_metrics_that_are_exported(OtlpExportProtocol protocol, OtlpExportCompression compression)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        var name = $"{Source}.{protocol}.{compression}"; // Sources are the process's: no other case may hear this one.
        using var source = new ActivitySource(name);
        using var meter = new Meter(name);
        using var tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Inn).AddSource(name).AddOtlpExporter(Export("traces")).Build();
        using var metering = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Inn).AddMeter(name).AddOtlpExporter(Export("metrics")).Build();
        using var logging = LoggerFactory.Create(log => log.AddOpenTelemetry(options => options.SetResourceBuilder(Inn).AddOtlpExporter(Export("logs"))));

        string traceId, parentId, childId;
        using (var parent = source.StartActivity("arrive")!)
        using (var child = source.StartActivity("check in", ActivityKind.Client)!)
        {
            (traceId, parentId, childId) = (child.TraceId.ToHexString(), parent.SpanId.ToHexString(), child.SpanId.ToHexString());
            child.SetTag("room", "secret-of-the-span");
            logging.CreateLogger(name).GuestArrived("secret-of-the-log");
        }

        meter.CreateCounter<long>("guests").Add(2, new KeyValuePair<string, object?>("floor", "secret-of-the-metric"));
        Assert.True(metering.ForceFlush());

        var root = await receiver.SpanAsync(span => span.Name == "arrive", Cancellation);
        var inner = await receiver.SpanAsync(span => span.Name == "check in", Cancellation);
        Assert.Equal((traceId, parentId, ""), (root.TraceId, root.SpanId, root.ParentSpanId));
        Assert.Equal((traceId, childId, parentId), (inner.TraceId, inner.SpanId, inner.ParentSpanId));
        Assert.Equal((name, "inn"), (inner.Scope, inner.Resource["service.name"].StringValue));

        var log = await receiver.LogAsync(log => log.SpanId == childId, Cancellation);
        Assert.Equal((traceId, name, "inn-1"), (log.TraceId, log.Scope, log.Resource["service.instance.id"].StringValue));

        var guests = await receiver.MetricAsync(metric => metric.Name == "guests", Cancellation);
        Assert.Equal(2, Assert.Single(guests.Sum.DataPoints).AsInt);

        Assert.All(["secret-of-the-span", "secret-of-the-log", "secret-of-the-metric"], secret => Assert.Contains(secret, receiver.AllText, StringComparison.Ordinal));

        Action<OtlpExporterOptions> Export(string signal) => options =>
        {
            options.Protocol = protocol;
            options.Compression = compression;
            options.Endpoint = protocol == OtlpExportProtocol.Grpc ? receiver.GrpcEndpoint : new Uri(receiver.HttpEndpoint, $"/v1/{signal}");
            options.ExportProcessorType = ExportProcessorType.Simple;
        };
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", HttpStatusCode.BadRequest)]
    public async Task It_refuses_what_is_not_protobuf(string contentType, HttpStatusCode status)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var http = new HttpClient();
        using var body = new StringContent("{}", MediaTypeHeaderValue.Parse(contentType));

        using var answer = await http.PostAsync(new Uri(receiver.HttpEndpoint, "/v1/traces"), body, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("", receiver.AllText);
    }
}
