using System.Globalization;

namespace Hatago.Tests.Images;

/// <summary>A podman of one test class: storage, configuration and all it leaves are in a folder that goes with it. Nothing of it is installed.</summary>
internal sealed class Podman : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FetchedProgram _program = FetchedProgram.Find("podman", "podman, conmon and runc");

    public Podman()
    {
        var tools = _program.Tools ?? "/usr";
        foreach (var folder in new[] { "storage", "run", "tmp", Path.Combine("home", ".config", "containers") })
            Directory.CreateDirectory(In(folder));
        Write(Path.Combine("home", ".config", "containers", "policy.json"), """{ "default": [{ "type": "insecureAcceptAnything" }] }""");
        Write("registries.conf", "");
        Write("storage.conf", $"""
            [storage]
            driver = "overlay"
            graphroot = "{In("storage")}"
            runroot = "{In("run")}"
            """);
        Write("containers.conf", $"""
            [containers]
            default_ulimits = ["nofile={Files}:{Files}", "nproc={Processes}:{Processes}"]
            netns = "host"
            log_driver = "k8s-file"
            seccomp_profile = "{Path.Combine(tools, "share", "containers", "seccomp.json")}"
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            lock_type = "file"
            tmp_dir = "{In("tmp")}"
            conmon_path = ["{FetchedProgram.Find("conmon", "conmon").Path}"]
            runtime = "runc"
            [engine.runtimes]
            runc = ["{FetchedProgram.Find("runc", "runc").Path}"]
            """);
    }

    /// <summary>As many as a container engine in a container may give.</summary>
    private static int Files => 4096;

    private static int Processes => 4096;

    public string In(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Runs podman to its end.</summary>
    /// <returns>What it printed; what went wrong is the message when it fails.</returns>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var (exitCode, output, errors) = await TryAsync(cancellation, arguments);
        Assert.True(exitCode == 0, $"podman {string.Join(' ', arguments)} ended with {exitCode}:\n{output}\n{errors}");
        return output;
    }

    public async Task<(int ExitCode, string Output, string Errors)> TryAsync(CancellationToken cancellation, params string[] arguments)
    {
        await using var podman = Start(arguments);
        var exitCode = await podman.ExitAsync(cancellation, TimeSpan.FromMinutes(10)); // Longest for the build, on a machine that does much else.
        return (exitCode, string.Join('\n', podman.Output), podman.Errors);
    }

    /// <summary>Builds an image of the Dockerfile as it is. OCI's own format has no health checks.</summary>
    public Task<string> BuildAsync(string context, string dockerfile, string tag, CancellationToken cancellation, params string[] more) => RunAsync(
        cancellation,
        ["build", "--format", "docker", "--layers=false", "--pull-never", "--network", "host",
            "--ulimit", string.Create(CultureInfo.InvariantCulture, $"nofile={Files}:{Files}"), "--ulimit", string.Create(CultureInfo.InvariantCulture, $"nproc={Processes}:{Processes}"),
            "-f", dockerfile, "-t", tag, .. more, context]);

    public async ValueTask DisposeAsync()
    {
        await TryAsync(CancellationToken.None, "rm", "--all", "--force", "--time", "0");
        await TryAsync(CancellationToken.None, "rmi", "--all", "--force");
        foreach (var mount in MountsIn(_folder.Path))
        {
            await using var unmount = new ConsoleProcess("umount", ["--lazy", mount], []);
            await unmount.ExitAsync(CancellationToken.None);
        }

        _folder.Dispose();
    }

    private static string[] MountsIn(string folder) =>
        [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Where(mount => mount.StartsWith(folder + "/", StringComparison.Ordinal)).Reverse()];

    private ConsoleProcess Start(string[] arguments) => new(_program.Path, arguments,
    [
        ("HOME", In("home")), // Where it looks for the policy.
        ("LD_LIBRARY_PATH", _program.Libraries),
        ("CONTAINERS_CONF", In("containers.conf")),
        ("CONTAINERS_STORAGE_CONF", In("storage.conf")),
        ("CONTAINERS_REGISTRIES_CONF", In("registries.conf")),
        ("TMPDIR", In("tmp")),
        ("DISABLE_HC_SYSTEMD", "true"), // There is none to set a timer with: the health check runs when a test asks for it.
    ]);

    private void Write(string name, string content) => File.WriteAllText(In(name), content);
}
