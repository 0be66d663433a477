using System.Globalization;
using System.Net.Sockets;

namespace Hatago.Tests.Sessions;

/// <summary>A real Redis of one test, on a free port of the loopback. It keeps nothing on disk, so one that is started again is empty.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int Sigstop = 19;
    private const int Sigcont = 18;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.NextFree();
    private ConsoleProcess? _process;

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartAsync(CancellationToken cancellation)
    {
        var redis = new RedisServer();
        await redis.StartAgainAsync(cancellation);
        return redis;
    }

    /// <summary>One that is to be started later: only its address.</summary>
    public static RedisServer Later() => new();

    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        var redis = FetchedProgram.Find("redis-server", "redis-server");
        string[] arguments =
            ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path];
        _process = new ConsoleProcess(redis.Path, arguments, [("LD_LIBRARY_PATH", redis.Libraries)]);
        await Eventually.GetAsync(async () => _process.HasExited || await AnswersAsync(cancellation), done => done, cancellation);
        Assert.False(_process.HasExited, $"redis-server ended: {string.Join('\n', _process.Output)}{_process.Errors}");
    }

    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    public void Stop() => _ = Signals.Send(_process!.Id, Sigstop);

    public void Continue() => _ = Signals.Send(_process!.Id, Sigcont);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
