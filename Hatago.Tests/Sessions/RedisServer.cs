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
        var (program, libraries) = Find();
        string[] arguments =
            ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path];
        _process = new ConsoleProcess(program, arguments, [("LD_LIBRARY_PATH", libraries)]);
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

    /// <summary>From PATH, or as <c>./hatago test</c> has fetched it: then with libraries of its own beside it.</summary>
    private static (string Program, string Libraries) Find()
    {
        if (Executables.Find("redis-server") is { } installed)
            return (installed, "");

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var tools = Path.Combine(cache, "hatago", "tools", "usr");
        var program = Executables.Find(Path.Combine(tools, "bin", "redis-server"))
            ?? throw new FileNotFoundException("redis-server is missing; ./hatago test fetches it, or install Debian's package redis-server");
        return (program, string.Join(':', Directory.GetDirectories(Path.Combine(tools, "lib"), "*-linux-gnu")));
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
