using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Hatago.Tests;

/// <summary>The built server as a process of its own: exit codes, signals and the log that an operator sees.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ServerProcess(int port, IEnumerable<(string Name, string Value)> variables)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo("dotnet", [Repository.Server])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["HOSTNAME"] = "127.0.0.1";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public IReadOnlyCollection<string> Output => _output;

    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it on a free port of the loopback; a variable given here wins over that.</summary>
    public static ServerProcess Start(params (string Name, string Value)[] variables) => new(FreePort.Next(), variables);

    /// <summary>Waits until it is ready.</summary>
    /// <returns>A client of its address.</returns>
    public async Task<HttpClient> ReadyAsync(CancellationToken cancellation)
    {
        var http = new HttpClient { BaseAddress = Address };
        await Eventually.GetAsync(() => IsReadyAsync(http, cancellation), ready => ready || _process.HasExited, cancellation);
        return http;
    }

    /// <summary>Its exit code; a process that does not end within the deadline is a failure.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Eventually.Deadline);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
