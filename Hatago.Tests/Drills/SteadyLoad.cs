using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ModelContextProtocol.Client;

namespace Hatago.Tests.Drills;

/// <summary>Calls from real MCP clients, half of them with a session, at a steady rate. Each call leaves a mark where it ran.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private static readonly string?[] Revisions = ["2025-11-25", "2026-07-28"];
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(80);

    private readonly TemporaryFolder _marks = new();
    private readonly HttpClient _http;
    private readonly List<(McpClient Client, string? Session)> _clients = [];
    private readonly ConcurrentDictionary<string, Exception?> _calls = new();
    private readonly CancellationTokenSource _end = new();
    private long _start;
    private Task _running = Task.CompletedTask;
    private int _milliseconds;

    private SteadyLoad(Service? service) =>
        _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5), ConnectCallback = service is null ? null : service.ConnectAsync });

    /// <summary>Every call made, by its mark, and what kept it from being answered.</summary>
    public IReadOnlyDictionary<string, Exception?> Calls => _calls;

    public double CallsPerSecond { get; private set; }

    /// <param name="front">What the clients connect to.</param>
    /// <param name="clients">How many of them.</param>
    /// <param name="milliseconds">How long a call takes.</param>
    /// <param name="cancellation">Of the test.</param>
    /// <param name="service">What leads their connections; none when the front is a server.</param>
    public static async Task<SteadyLoad> StartAsync(Uri front, int clients, int milliseconds, CancellationToken cancellation, Service? service = null)
    {
        var load = new SteadyLoad(service) { _milliseconds = milliseconds };
        for (var i = 0; i < clients; i++)
        {
            var client = await McpClient.CreateAsync(
                new HttpClientTransport(new() { Endpoint = front, TransportMode = HttpTransportMode.StreamableHttp }, load._http),
                new McpClientOptions { ProtocolVersion = Revisions[i % 2] },
                cancellationToken: cancellation);
            load._clients.Add((client, client.SessionId));
        }

        load._start = Stopwatch.GetTimestamp();
        load._running = Task.WhenAll(load._clients.Select((client, index) => load.CallAsync(client.Client, index)));
        return load;
    }

    /// <summary>Waits until that many more calls have been answered.</summary>
    public Task<int> MoreAsync(int calls, CancellationToken cancellation)
    {
        var enough = _calls.Count + calls;
        return Eventually.GetAsync(() => Task.FromResult(_calls.Count), count => count >= enough, cancellation);
    }

    /// <summary>Lets the calls under way be answered, and makes no more.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await _end.CancelAsync();
        await _running.WaitAsync(Eventually.Deadline, cancellation);
        CallsPerSecond = _calls.Count / Stopwatch.GetElapsedTime(_start).TotalSeconds;
        Assert.All(_clients, client => Assert.Equal(client.Session, client.Client.SessionId));
        Assert.Equal(_clients.Count / 2, _clients.Count(client => client.Session is not null));
    }

    /// <summary>The process that ran a call; none when it did not run.</summary>
    public static int? RanIn(string mark) => File.Exists(mark) && int.TryParse(File.ReadAllText(mark), CultureInfo.InvariantCulture, out var process) ? process : null;

    public int MarksMade => Directory.GetFiles(_marks.Path).Length;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var (client, _) in _clients)
            await client.DisposeAsync();
        _http.Dispose();
        _marks.Dispose();
        _end.Dispose();
    }

    private async Task CallAsync(McpClient client, int index)
    {
        using var timer = new PeriodicTimer(Pace);
        for (var i = 0; !_end.IsCancellationRequested; i++)
        {
            var mark = Path.Combine(_marks.Path, $"{index}-{i}");
            try
            {
                var result = await client.CallToolAsync("fixture.mark", new Dictionary<string, object?> { ["file"] = mark, ["milliseconds"] = _milliseconds });
                _calls[mark] = result.IsError is true ? new InvalidOperationException(result.Content.ToString()) : null;
            }
            catch (Exception failure)
            {
                _calls[mark] = failure;
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
