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
        await using var server = Start(plugins, receiver, everyMs: "200");
        using var http = await server.ReadyAsync(Cancellation);

        await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation);

        await Eventually.GetAsync(
            () => Task.FromResult(string.Join(' ', received.Where(signal => signal.Value > 0).Select(signal => signal.Key).Order())),
            signals => signals == "logs metrics traces",
            Cancellation);
    }

    [Fact]
    public async Task What_is_not_exported_yet_when_the_process_is_told_to_end_is_exported_before_it_ends()
    {
        var received = new ConcurrentQueue<string>();
        await using var receiver = Peer.Create();
        receiver.MapPost("/v1/{signal}", (string signal) =>
        {
            received.Enqueue(signal);
            return Results.Bytes([], "application/x-protobuf");
        });
        await receiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(plugins, receiver, everyMs: "3600000");
        using var http = await server.ReadyAsync(Cancellation);
        await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation);
        Assert.Empty(received);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation));
        Assert.Equal(["logs", "metrics", "traces"], received.Distinct().Order());
    }

    [Fact]
    public async Task A_receiver_that_hangs_does_not_hold_up_the_end()
    {
        await using var receiver = Peer.Create();
        receiver.MapPost("/v1/{signal}", (HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await receiver.StartAsync(Cancellation);
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(plugins, receiver, everyMs: "3600000");
        using var http = await server.ReadyAsync(Cancellation);
        await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}"""), Cancellation);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(12)));
    }

    private static ServerProcess Start(PluginsFolder plugins, WebApplication receiver, string everyMs) => ServerProcess.Start(
        ("HATAGO_PLUGINS_DIR", plugins.Path),
        ("DOTNET_ENVIRONMENT", "Development"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_METRIC_EXPORT_INTERVAL", everyMs),
        ("OTEL_BSP_SCHEDULE_DELAY", everyMs),
        ("OTEL_BLRP_SCHEDULE_DELAY", everyMs));
}
