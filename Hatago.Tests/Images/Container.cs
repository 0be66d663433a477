using System.Globalization;

namespace Hatago.Tests.Images;

/// <summary>A container as a cautious operator runs it: no right to write but in /tmp, no capability, half a core, 512 MiB. It ends with the test.</summary>
internal sealed class Container : IAsyncDisposable
{
    private readonly Podman _podman;
    private readonly string _name = $"hatago-{Guid.NewGuid():N}";

    private Container(Podman podman, int port)
    {
        _podman = podman;
        Http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    /// <param name="podman">That has the image.</param>
    /// <param name="image">Its name.</param>
    /// <param name="mounts">Folders of this machine, and where they are in the container.</param>
    /// <param name="cancellation">Of the test.</param>
    public static async Task<Container> StartAsync(Podman podman, string image, CancellationToken cancellation, params string[] mounts)
    {
        var port = Ports.NextFree();
        var container = new Container(podman, port);
        try
        {
            await podman.RunAsync(
                cancellation,
                ["run", "--detach", "--name", container._name, "--network", "host",
                    "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/tmp:size=64m,mode=1777", "--user", "1654", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
                    "--memory", "512m", "--cpus", "0.5",
                    "--env", string.Create(CultureInfo.InvariantCulture, $"PORT={port}"), "--env", "HOSTNAME=127.0.0.1", "--env", "HATAGO_SHUTDOWN_DELAY_MS=0",
                    .. mounts.SelectMany(mount => new[] { "--volume", mount }), image]);
            await Eventually.GetAsync(() => container.IsReadyAsync(cancellation), ready => ready, cancellation, TimeSpan.FromMinutes(1));
            return container;
        }
        catch (Exception exception)
        {
            var (_, output, errors) = await podman.TryAsync(CancellationToken.None, "logs", container._name);
            await container.DisposeAsync();
            throw new InvalidOperationException($"The container did not get ready:\n{output}\n{errors}", exception);
        }
    }

    public async Task<string> CallAsync(string tool, object? arguments, CancellationToken cancellation)
    {
        var answer = await Http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call(tool, arguments)), cancellation);
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Runs the image's own health check.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellation) => (await _podman.TryAsync(cancellation, "healthcheck", "run", _name)).ExitCode == 0;

    /// <summary>Sends the image's stop signal, and SIGKILL after half a minute.</summary>
    public Task StopAsync(CancellationToken cancellation) => _podman.RunAsync(cancellation, "stop", "--time", "30", _name);

    public Task<string> InspectAsync(string format, CancellationToken cancellation) => _podman.RunAsync(cancellation, "inspect", "--format", format, _name);

    public Task<string> LogAsync(CancellationToken cancellation) => _podman.RunAsync(cancellation, "logs", _name);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _podman.TryAsync(CancellationToken.None, "rm", "--force", "--time", "0", _name);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            return (await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }
}
