using System.Globalization;

namespace Hatago.Tests;

/// <summary>The built server as a process of its own.</summary>
internal sealed class ServerProcess : ConsoleProcess
{
    private ServerProcess(int port, string command, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> variables)
        : base(command, arguments, [("PORT", port.ToString(CultureInfo.InvariantCulture)), ("HOSTNAME", "127.0.0.1"), .. variables]) =>
        Address = new Uri($"http://127.0.0.1:{port}");

    public Uri Address { get; }

    /// <summary>Starts it on a free port of the loopback; a variable given here wins over that.</summary>
    public static ServerProcess Start(params (string Name, string Value)[] variables) => Start(Ports.NextFree(), variables);

    /// <summary>Starts it on a port of its own, to take the place of one that ended.</summary>
    public static ServerProcess Start(int port, params (string Name, string Value)[] variables) => new(port, "dotnet", [Repository.Server], variables);

    /// <summary>Starts it with so many files that it may have open at once.</summary>
    public static ServerProcess StartWithFiles(int files) => new(Ports.NextFree(), "bash", ["-c", $"ulimit -n {files}; exec dotnet \"$0\"", Repository.Server], []);

    /// <summary>Waits until it is ready.</summary>
    /// <returns>A client of its address.</returns>
    public async Task<HttpClient> ReadyAsync(CancellationToken cancellation)
    {
        // Without it, tracing that a Hatago in this process switched on would replace the traceparent that a test sends.
        var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = Address };
        await Eventually.GetAsync(() => IsReadyAsync(http, cancellation), ready => ready || HasExited, cancellation);
        return http;
    }

    /// <summary>Waits until its output has the text: an entry may wait some milliseconds for others before it is written.</summary>
    /// <returns>The first line with it.</returns>
    public Task<string> SaysAsync(string text, CancellationToken cancellation) => Eventually.GetAsync(
        () => Task.FromResult(Output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) ?? ""), line => line.Length > 0, cancellation);

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
}
