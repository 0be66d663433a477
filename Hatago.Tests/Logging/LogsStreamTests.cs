using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Hatago.ServiceDefaults.Logging.Buffer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Logging;

public sealed class LogsStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_come_live_filtered_by_level_and_component()
    {
        await using var app = await HatagoApp.StartAsync();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("probe/x");
        LogsEndpointTests.Probe(logger, LogLevel.Error, 0);
        await using var all = await EventsAsync(app, "");
        await using var errors = await EventsAsync(app, "?level=error&component=probe");

        LogsEndpointTests.Probe(logger, LogLevel.Information, 1);
        LogsEndpointTests.Probe(logger, LogLevel.Error, 2);

        Assert.Equal("Probe 2", (string?)(await errors.NextAsync())["message"]);
        JsonNode entry;
        do
            entry = await all.NextAsync();
        while ((string?)entry["component"] != "probe");
        Assert.Equal(("Probe 1", 1), ((string?)entry["message"], (int)entry["level"]!));
    }

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_missed()
    {
        await using var app = await HatagoApp.StartAsync();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("probe/x");
        string seen;
        await using (var first = await EventsAsync(app, "?component=probe"))
        {
            LogsEndpointTests.Probe(logger, LogLevel.Information, 1);
            await first.NextAsync();
            seen = first.LastId;
        }

        LogsEndpointTests.Probe(logger, LogLevel.Information, 2);
        await using var second = await EventsAsync(app, "?component=probe", seen);

        Assert.Equal("Probe 2", (string?)(await second.NextAsync())["message"]);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_dropped_and_holds_up_nobody()
    {
        await using var app = await HatagoApp.StartAsync();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("probe/x");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", app.Http.BaseAddress!.Port, Cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /logs/stream?component=probe HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancellation);
        await using var quick = await EventsAsync(app, "?component=probe"); // After it, and read.
        await Eventually.GetAsync(() => Task.FromResult(Subscriptions(app)), count => count == 2, Cancellation);
        var read = 0;
        var reading = Task.Run(
            async () =>
            {
                for (; Subscriptions(app) == 2; Interlocked.Increment(ref read))
                    await quick.NextAsync();
            },
            Cancellation);

        var written = 0;
        for (; written < 10_000 && Subscriptions(app) == 2; written += 100)
        {
            for (var i = 0; i < 100; i++)
                LogsEndpointTests.ProbeText(logger, new string('x', 5_000));
            await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref read)), count => count >= written || reading.IsCompleted, Cancellation);
        }

        await Eventually.GetAsync(() => Task.FromResult(Subscriptions(app)), count => count < 2, Cancellation);
        LogsEndpointTests.Probe(logger, LogLevel.Information, 0);
        await reading.WaitAsync(Eventually.Deadline, Cancellation);
        Assert.Equal(1, Subscriptions(app));
    }

    [Fact]
    public async Task A_stream_does_not_hold_up_the_end_of_the_process()
    {
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"));
        using var http = await server.ReadyAsync(Cancellation);
        await using var stream = await http.GetStreamAsync(new Uri("/logs/stream", UriKind.Relative), Cancellation);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task There_are_only_so_many_streams()
    {
        await using var app = await HatagoApp.StartAsync();
        var streams = new List<Events>();
        for (var i = 0; i < LogBuffer.MaxSubscriptions; i++)
            streams.Add(await EventsAsync(app, ""));

        var refused = await app.Http.GetAsync(new Uri("/logs/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await Task.WhenAll(streams.Select(stream => Task.Run(() => stream.DisposeAsync().AsTask(), Cancellation))); // Each drains for two seconds.
        await Eventually.GetAsync(() => Task.FromResult(Subscriptions(app)), count => count == 0, Cancellation);
    }

    private static int Subscriptions(HatagoApp app) => app.Services.GetRequiredService<LogBuffer>().Subscriptions;

    private static async Task<Events> EventsAsync(HatagoApp app, string query, string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/logs/stream{query}");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var answer = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync(Cancellation)));
    }

    private sealed class Events(HttpResponseMessage answer, SseParser<string> parser) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> _events = parser.EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        public string LastId => parser.LastEventId;

        public async Task<JsonNode> NextAsync()
        {
            Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Eventually.Deadline, Cancellation), "the stream ended");
            return JsonNode.Parse(_events.Current.Data)!;
        }

        public ValueTask DisposeAsync()
        {
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
