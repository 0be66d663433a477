using System.Diagnostics;
using Aspire.Hosting;

namespace Hatago.EmbeddedHosting.Processes;

/// <summary>
/// Starts each process as the leader of a session and process group of its own, so that a Ctrl+C on the terminal does
/// not reach it and its children end with it. A reaper process outlives the AppHost for as long as it takes to end
/// what is left.
/// </summary>
internal sealed class ProcessSupervisor : IDisposable
{
    /// <summary>Holds the program back until the reaper knows of it; the end of the input means that the AppHost is gone.</summary>
    private const string Gate = """read -r go || exit 1; exec "$0" "$@" </dev/null""";

    private readonly Lock _lock = new();
    private readonly HashSet<int> _groups = [];
    private Process? _reaper;

    /// <exception cref="DistributedApplicationException">The program cannot be started.</exception>
    public SupervisedProcess Start(Launch launch)
    {
        var start = InOwnSession([Gate, launch.Command, .. launch.Arguments]);
        start.WorkingDirectory = launch.WorkingDirectory;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value;

        if (!Directory.Exists(launch.WorkingDirectory))
            throw new DistributedApplicationException($"its working directory {launch.WorkingDirectory} is missing");

        lock (_lock)
        {
            _reaper ??= StartReaper(); // First: without it nothing may run.
            var process = Process.Start(start)!;
            _groups.Add(process.Id);
            _reaper.StandardInput.WriteLine($"+ {process.Id}");
            process.StandardInput.WriteLine("go");
            process.StandardInput.Close();
            return new(process, ended: Forget);
        }
    }

    /// <summary>Ends everything at once.</summary>
    public void KillAll()
    {
        lock (_lock)
        {
            foreach (var group in _groups)
                Signals.Kill(-group);
        }
    }

    public void Dispose()
    {
        KillAll();
        _reaper?.StandardInput.Close();
        _reaper?.Dispose();
    }

    private void Forget(int group)
    {
        Signals.Kill(-group); // What the process started and left behind.
        lock (_lock)
        {
            _groups.Remove(group);
            _reaper!.StandardInput.WriteLine($"- {group}");
        }
    }

    private static Process StartReaper()
    {
        using var script = new StreamReader(typeof(ProcessSupervisor).Assembly.GetManifestResourceStream("reaper.sh")!);
        var reaper = Process.Start(InOwnSession([script.ReadToEnd()]))!;
        reaper.StandardInput.AutoFlush = true;
        return reaper;
    }

    private static ProcessStartInfo InOwnSession(string[] shellArguments)
    {
        var setsid = Executables.Find("setsid")
            ?? throw new DistributedApplicationException("there is no command 'setsid' on PATH; install util-linux");
        return new(setsid, ["sh", "-c", .. shellArguments]) { RedirectStandardInput = true };
    }
}
