using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Drills;

/// <summary>Clients that hold on to a server's resources: a thousand of each kind leave nothing behind.</summary>
[Collection(Alone.Name)]
public sealed class BadClientDrills
{
    private const int Repetitions = 1_000;
    private const int AtOnce = 250;

    /// <summary>Kilobytes that a server's memory may grow from the second round, when its pools are full, to the last.</summary>
    private const int Flat = 32 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_disconnects_in_mid_call(bool withSession)
    {
        await using var drill = await Drill.StartAsync();
        var session = withSession ? await drill.InitializeAsync() : null;
        await RepeatAsync(drill, async done =>
        {
            using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var calls = Enumerable.Range(done + 1, AtOnce).Select(i => drill.PostAsync(i, "fixture.wait", session, hangUp.Token)).ToArray();
            await drill.CallsRunAsync(done + AtOnce);
            await hangUp.CancelAsync();
            foreach (var call in calls)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        });
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_stream()
    {
        await using var drill = await Drill.StartAsync();
        await RepeatAsync(drill, async done =>
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => drill.SendAsync(HatagoApp.Call("fixture.flood"), share: 1)));
            await drill.CallsRunAsync(done + AtOnce);
            await drill.IsQuietAsync(); // The server hung up: the clients have not.
            foreach (var client in clients)
                client.Dispose();
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_sends_half_a_body(bool hangsUp)
    {
        await using var drill = await Drill.StartAsync(("HATAGO_MAX_CONCURRENCY", "1"), ("HATAGO_MAX_QUEUE_SIZE", "0"));
        await RepeatAsync(drill, tally: 0, once: async _ =>
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => drill.SendAsync(HatagoApp.Call("fixture.wait"), share: 2)));
            await drill.InFlightAsync(AtOnce);
            await drill.CallAsync("fixture.refuse"); // The one slot is free.
            if (!hangsUp)
                await drill.IsQuietAsync();
            foreach (var client in clients)
                client.Dispose();
        });
    }

    [Fact]
    public async Task A_client_that_takes_no_stream_of_a_tool_that_streams_a_lot()
    {
        await using var drill = await Drill.StartAsync();
        var before = drill.Memory;

        var answer = await drill.TextAsync("fixture.flood", new { times = 20_000 }); // 320 MB, of which only the answer is for it.

        Assert.Equal("flooded", answer);
        Assert.InRange(drill.Memory - before, int.MinValue, 100 * 1024);
    }

    /// <summary>Slots are free again, the plugin's tokens were cancelled, memory is flat.</summary>
    private static async Task RepeatAsync(Drill drill, Func<int, Task> once, int tally = 1)
    {
        var memory = new List<int>();
        for (var done = 0; done < Repetitions; done += AtOnce)
        {
            await once(done);
            await drill.IsQuietAsync();
            memory.Add(drill.Memory);
            var calls = tally * (done + AtOnce);
            await drill.TallyAsync($"{calls} started, {calls} cancelled");
        }

        TestContext.Current.SendDiagnosticMessage($"memory in kB, after each {AtOnce}: {string.Join(", ", memory)}");
        Assert.True(memory[^1] - memory[1] < Flat, $"memory in kB, after each {AtOnce}: {string.Join(", ", memory)}");
        Assert.Equal((0, 0), await drill.SlotsAsync());
    }

    private sealed class Drill : IAsyncDisposable
    {
        private readonly PluginsFolder _plugins = new PluginsFolder().AddFixture();
        private readonly ServerProcess _server;
        private HttpClient _http = null!;

        private Drill((string Name, string Value)[] variables) => _server = ServerProcess.Start(
            [("HATAGO_PLUGINS_DIR", _plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("HATAGO_TIMEOUT_MS", "600000"), ("LOG_LEVEL", "error"),
                ("DOTNET_gcServer", "0"), ("DOTNET_GCgen0size", "400000"), .. variables]); // A server's garbage collector, and one beside a large cache, lets memory grow before it looks: here that would hide a leak, or look like one.

        /// <summary>Kilobytes in RAM.</summary>
        public int Memory
        {
            get
            {
                var line = File.ReadLines($"/proc/{_server.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
                return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
        }

        public static async Task<Drill> StartAsync(params (string Name, string Value)[] variables)
        {
            var drill = new Drill(variables);
            drill._http = await drill._server.ReadyAsync(Cancellation);
            return drill;
        }

        public async Task<string> InitializeAsync()
        {
            using var answer = await _http.SendAsync(
                Message("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"drill","version":"1"}}}"""), Cancellation);
            return answer.Headers.GetValues("Mcp-Session-Id").Single();
        }

        public async Task<HttpResponseMessage> PostAsync(int id, string tool, string? session, CancellationToken hangUp)
        {
            var message = JsonNode.Parse(HatagoApp.Call(tool))!;
            message["id"] = id;
            using var request = Message(message.ToJsonString());
            if (session is not null)
                request.Headers.Add("Mcp-Session-Id", session);
            return await _http.SendAsync(request, hangUp);
        }

        /// <summary>Sends a request on a connection of its own, or a share of its body, and reads nothing.</summary>
        public async Task<TcpClient> SendAsync(string body, int share)
        {
            var client = new TcpClient { ReceiveBufferSize = 4096, NoDelay = true };
            await client.ConnectAsync(_server.Address.Host, _server.Address.Port, Cancellation);
            var head = $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: {body.Length}\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body[..(body.Length / share)]), Cancellation);
            return client;
        }

        public async Task CallAsync(string tool)
        {
            using var answer = await PostAsync(0, tool, session: null, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        public Task<string> InFlightAsync(int calls) => MetricAsync($"hatago_inflight_requests{{}} {calls}");

        /// <summary>Waits until the plugin has begun that many calls.</summary>
        public Task<string> CallsRunAsync(int started) => Eventually.GetAsync(
            () => TextAsync("fixture.tally"), text => text.StartsWith($"{started} started", StringComparison.Ordinal), Cancellation);

        public Task<string> IsQuietAsync() => InFlightAsync(0);

        public async Task<(int Active, int Queued)> SlotsAsync()
        {
            var status = await TextAsync("concurrency.status");
            return (JsonNode.Parse(status)!["active_requests"]!.GetValue<int>(), JsonNode.Parse(status)!["queue_length"]!.GetValue<int>());
        }

        public async Task<string> TextAsync(string tool, object? arguments = null)
        {
            using var answer = await _http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call(tool, arguments)), Cancellation);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["result"]!["content"]![0]!["text"]!.GetValue<string>();
        }

        public Task<string> TallyAsync(string tally) => Eventually.GetAsync(() => TextAsync("fixture.tally"), text => text == tally, Cancellation);

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _server.DisposeAsync();
            _plugins.Dispose();
        }

        private static HttpRequestMessage Message(string body)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Accept", "application/json, text/event-stream");
            return request;
        }

        private Task<string> MetricAsync(string line) => Eventually.GetAsync(
            () => _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation), metrics => metrics.Split('\n').Contains(line), Cancellation);
    }
}
