namespace Hatago.Tests.Logging;

/// <summary>The real syslog-ng with one of the repository's files for it, which ships a log file of the test.</summary>
internal sealed class Shipper : IAsyncDisposable
{
    private readonly FetchedProgram _syslog = FetchedProgram.Find("syslog-ng", "syslog-ng-core and syslog-ng-mod-http");
    private readonly TemporaryFolder _folder = new();
    private readonly string _configuration;
    private readonly LogReceiver _receiver;
    private ConsoleProcess? _process;

    public Shipper(string configuration, LogReceiver receiver)
    {
        (_configuration, _receiver) = (Path.Combine(Repository.Root, "deploy", "logging", configuration), receiver);
        File.WriteAllText(LogFile, "");
        Start();
    }

    private string LogFile => Path.Combine(_folder.Path, "hatago.log");

    /// <summary>Starts it where it was when it ended.</summary>
    public void Start()
    {
        string[] modules = _syslog.Tools is null ? [] : ["--module-path", Directory.GetDirectories(Path.Combine(_syslog.Tools, "lib", "syslog-ng")).Single()];
        _process = new ConsoleProcess(
            _syslog.Path,
            [
                // The modules that the file names, no others: those would need libraries that nobody fetched.
                "--foreground", "--stderr", "--no-caps", "--no-module-discovery", .. modules,
                "--cfgfile", _configuration,
                "--persist-file", Path.Combine(_folder.Path, "persist"),
                "--control", Path.Combine(_folder.Path, "control"),
                "--pidfile", Path.Combine(_folder.Path, "pid"),
            ],
            [
                ("LD_LIBRARY_PATH", _syslog.Libraries),
                ("LOG_FILE", LogFile),
                ("LOKI_URL", _receiver.Address), ("LOKI_AUTHORIZATION", "Basic bG9raTpzZWNyZXQ="), ("LOKI_TENANT", "team-a"),
                ("ELASTICSEARCH_URL", _receiver.Address), ("ELASTICSEARCH_AUTHORIZATION", "ApiKey c2VjcmV0"),
            ]);
    }

    public Task WriteAsync(IEnumerable<string> lines, CancellationToken cancellation) => File.AppendAllLinesAsync(LogFile, lines, cancellation);

    /// <summary>Waits until so many have arrived.</summary>
    public async Task<IReadOnlyList<T>> ArrivedAsync<T>(int count, Func<IReadOnlyList<T>> arrived, CancellationToken cancellation)
    {
        var all = await Eventually.GetAsync(
            () => Task.FromResult(arrived()), all => all.Count >= count || _receiver.Problem is not null || _process!.HasExited, cancellation);
        Assert.Null(_receiver.Problem);
        Assert.False(_process!.HasExited, $"syslog-ng ended: {_process.Errors}");
        return all;
    }

    public async Task KillAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }
}
