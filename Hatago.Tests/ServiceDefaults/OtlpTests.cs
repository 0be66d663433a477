using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hatago.Tests.ServiceDefaults;

public sealed class OtlpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_metrics_and_logs_are_exported_where_an_endpoint_is_configured()
    {
        var received = new ConcurrentDictionary<string, long>();
        await using var receiver = Peer.Create();
        receiver.MapPost("/v1/{signal}", (string signal, HttpRequest request) =>
        {
            received.AddOrUpdate(signal, request.ContentLength ?? 0, (_, sum) => sum + (request.ContentLength ?? 0));
            return Results.Bytes([], "application/x-protobuf");
        });
        await receiver.StartAsync(Cancellation);

        using var plugins = new PluginsFolder().AddHello();
        await using var server = ServerProcess.Start(
            ("HATAGO_PLUGINS_DIR", plugins.Path),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"));
        using var http = await server.ReadyAsync(Cancellation);

        await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation);

        await Eventually.GetAsync(
            () => Task.FromResult(string.Join(' ', received.Where(signal => signal.Value > 0).Select(signal => signal.Key).Order())),
            signals => signals == "logs metrics traces",
            Cancellation);
    }
}
