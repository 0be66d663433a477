namespace Hatago.Tests.AppHost;

/// <summary>The built AppHost as <c>./hatago up</c> starts it, on free ports.</summary>
internal sealed class AppHostProcess : ConsoleProcess
{
    private AppHostProcess(TemporaryFolder folder, int[] ports, IEnumerable<string> arguments)
        : base("dotnet", [.. Arguments(folder, ports), .. arguments], [("DOTNET_ENVIRONMENT", "Development")]) => ListensOn = ports;

    /// <summary>Hatago's port, Prometheus', Alertmanager's.</summary>
    public int[] ListensOn { get; }

    /// <summary>The command line after <c>dotnet</c>.</summary>
    public static string[] Arguments(TemporaryFolder folder, int[] ports) =>
    [
        Repository.AppHost, $"--Hatago:Port={ports[0]}", $"--Hatago:PrometheusPort={ports[1]}", $"--Hatago:AlertmanagerPort={ports[2]}",
        $"--Hatago:GrafanaPort={Ports.NextFree()}", $"--Hatago:RunFolder={folder.Path}",
    ];

    public static AppHostProcess Start(TemporaryFolder folder, params string[] arguments) =>
        Start(folder, [Ports.NextFree(), Ports.NextFree(), Ports.NextFree()], arguments);

    public static AppHostProcess Start(TemporaryFolder folder, int[] ports, params string[] arguments) => new(folder, ports, arguments);

    /// <summary>Waits for the last line of the start.</summary>
    public Task UpAsync(CancellationToken cancellation) => Eventually.GetAsync(
        () => Task.FromResult(string.Join('\n', Output) + Errors),
        text => HasExited ? throw new InvalidOperationException($"It ended: {text}") : text.Contains($"Hatago is up: http://localhost:{ListensOn[0]}/mcp", StringComparison.Ordinal),
        cancellation,
        TimeSpan.FromMinutes(1));

    /// <summary>The processes that listen.</summary>
    public int[] Children => [.. ListensOn.Where(Ports.IsTaken).Select(port => int.Parse(Ports.Holder(port).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Waits until none of these processes lives and nothing listens.</summary>
    public Task GoneAsync(int[] children, CancellationToken cancellation) => Eventually.GetAsync(
        () => Task.FromResult(children.Count(IsAlive) + ListensOn.Count(Ports.IsTaken)), left => left == 0, cancellation, TimeSpan.FromSeconds(10));

    private static bool IsAlive(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return status[status.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
