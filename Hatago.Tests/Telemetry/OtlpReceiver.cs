using System.Net;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace Hatago.Tests.Telemetry;

/// <summary>A collector that keeps what it is sent, built from the published definitions of OTLP, on two free ports of the loopback.</summary>
/// <remarks>For a <see cref="ServerProcess"/>: ASP.NET Core's spans are the process's, so a Hatago in this process would export its receiver's requests too, without end.</remarks>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ReceivedRequests _received;

    private OtlpReceiver(WebApplication app, int grpcPort, int httpPort)
    {
        _app = app;
        _received = app.Services.GetRequiredService<ReceivedRequests>();
        GrpcEndpoint = new Uri($"http://127.0.0.1:{grpcPort}");
        HttpEndpoint = new Uri($"http://127.0.0.1:{httpPort}");
    }

    /// <summary>For OTLP/gRPC: HTTP/2 without TLS, nothing else.</summary>
    public Uri GrpcEndpoint { get; }

    /// <summary>For OTLP/HTTP: the base that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> takes; <c>/v1/traces</c> and the others are below it.</summary>
    public Uri HttpEndpoint { get; }

    public IReadOnlyList<ReceivedSpan> Spans =>
    [
        .. from request in _received.All.OfType<ExportTraceServiceRequest>()
           from resource in request.ResourceSpans
           let attributes = ByKey(resource.Resource?.Attributes)
           from scope in resource.ScopeSpans
           from span in scope.Spans
           select new ReceivedSpan(span, scope.Scope?.Name ?? "", attributes),
    ];

    public IReadOnlyList<ReceivedLog> Logs =>
    [
        .. from request in _received.All.OfType<ExportLogsServiceRequest>()
           from resource in request.ResourceLogs
           let attributes = ByKey(resource.Resource?.Attributes)
           from scope in resource.ScopeLogs
           from record in scope.LogRecords
           select new ReceivedLog(record, scope.Scope?.Name ?? "", attributes),
    ];

    /// <summary>Each export of a metric by itself, so one name is there many times.</summary>
    public IReadOnlyList<Metric> Metrics =>
    [
        .. from request in _received.All.OfType<ExportMetricsServiceRequest>()
           from resource in request.ResourceMetrics
           from scope in resource.ScopeMetrics
           from metric in scope.Metrics
           select metric,
    ];

    /// <summary>All requests as JSON, one a line. In it <c>" \ &lt; &gt;</c> and control characters are escaped, and bytes are base64.</summary>
    public string AllText => string.Join('\n', _received.All.Select(request => JsonFormatter.Default.Format(request)));

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellation)
    {
        ListenOptions grpc = null!, http = null!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => (grpc = listen).Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => (http = listen).Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<ReceivedRequests>();
        builder.Services.AddRequestDecompression();
        builder.Services.AddGrpc(options => options.IgnoreUnknownServices = true); // Its fallback would answer /v1/traces too.

        var app = builder.Build();
        app.UseRequestDecompression();
        app.MapGrpcService<TraceCollector>();
        app.MapGrpcService<MetricsCollector>();
        app.MapGrpcService<LogsCollector>();
        app.MapOtlpHttp();
        await app.StartAsync(cancellation);
        return new OtlpReceiver(app, grpc.IPEndPoint!.Port, http.IPEndPoint!.Port);
    }

    /// <summary>Waits for the first span of which <paramref name="isIt"/> is true.</summary>
    public Task<ReceivedSpan> SpanAsync(Func<ReceivedSpan, bool> isIt, CancellationToken cancellation) => FirstAsync(() => Spans, isIt, cancellation);

    /// <summary>Waits for the first log record of which <paramref name="isIt"/> is true.</summary>
    public Task<ReceivedLog> LogAsync(Func<ReceivedLog, bool> isIt, CancellationToken cancellation) => FirstAsync(() => Logs, isIt, cancellation);

    /// <summary>Waits for the first export of a metric of which <paramref name="isIt"/> is true.</summary>
    public Task<Metric> MetricAsync(Func<Metric, bool> isIt, CancellationToken cancellation) => FirstAsync(() => Metrics, isIt, cancellation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<T> FirstAsync<T>(Func<IReadOnlyList<T>> received, Func<T, bool> isIt, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return (await Eventually.GetAsync(() => Task.FromResult(received().FirstOrDefault(isIt)), found => found is not null, cancellation))!;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"No such {typeof(T).Name}. Received: {string.Join('\n', received())}", e);
        }
    }

    private static Dictionary<string, AnyValue> ByKey(RepeatedField<KeyValue>? attributes) => attributes?.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [];
}
