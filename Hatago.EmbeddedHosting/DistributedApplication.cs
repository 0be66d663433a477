using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Hatago.EmbeddedHosting.Display;
using Hatago.EmbeddedHosting.Processes;
using Hatago.EmbeddedHosting.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application: its resources, run together.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isRunning;

    internal DistributedApplication(IHost host) => _host = host;

    /// <summary>Services of the AppHost.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>What the resources are, and each change of them.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts, stops and restarts resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Describes an application.</summary>
    /// <param name="args">The command line: settings of the AppHost, as <c>--name=value</c>.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        Testing.AppHostEntryPoint.CreateBuilderIfTested(args) ?? new DistributedApplicationBuilder(args, Assembly.GetEntryAssembly(), isTest: false);

    /// <summary>Runs the application until Ctrl+C, showing what happens on the console.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult(); // The last call of a program that has nothing else to do.

    /// <summary>
    /// Runs the application until Ctrl+C, showing what happens on the console. When it cannot be started it is stopped
    /// again, and the exit code of the process is 1. With <c>--operation publish --output-path FOLDER</c> it is not run: what deploys
    /// it to Kubernetes is written.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            await PublishAsync(cancellationToken);
            return;
        }

        var view = Services.GetRequiredService<RunView>();
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        var asked = 0; // Counted here: the host's own handler of the same signal may have come before.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hurry);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hurry);
        try
        {
            await StartAsync(cancellationToken);
        }
        catch (DistributedApplicationException problem)
        {
            view.ShowFailure(problem.Message);
            Environment.ExitCode = 1;
            await DisposeAsync();
            return;
        }

        var showing = view.ShowAsync(lifetime.ApplicationStopping, lifetime.ApplicationStopped);
        var stopped = _host.WaitForShutdownAsync(cancellationToken);
        if (await Task.WhenAny(showing, stopped) == showing && !await showing)
        {
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }

        await stopped;
        await showing;
        await DisposeAsync();

        void Hurry(PosixSignalContext signal)
        {
            if (Interlocked.Increment(ref asked) > 1)
                Services.GetRequiredService<ProcessSupervisor>().KillAll();
            signal.Cancel = true;
            lifetime.StopApplication();
        }
    }

    private async Task PublishAsync(CancellationToken cancellation)
    {
        var application = Services.GetRequiredService<PublishedApplication>();
        try
        {
            var (folder, files) = await Services.GetRequiredService<KubernetesPublisher>().PublishAsync(cancellation);
            foreach (var file in files)
                Console.WriteLine($"wrote {Path.Combine(folder, file)}");
        }
        catch (DistributedApplicationException problem)
        {
            Console.Error.WriteLine($"{application.Name} is not published. {problem.Message}");
            Environment.ExitCode = 1;
        }

        await DisposeAsync();
    }

    /// <summary>Starts every resource; returns when those that wait for nothing are being started.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="DistributedApplicationException">A port is taken, or resources wait for each other; nothing was started.</exception>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _isRunning = true;
        await _host.StartAsync(cancellationToken);
    }

    /// <summary>Stops every resource, those that waited first.</summary>
    /// <param name="cancellationToken">Makes them end at once.</param>
    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (!_isRunning)
            return;
        _isRunning = false;
        await _host.StopAsync(cancellationToken);
    }

    /// <summary>Stops what runs.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what runs, at once.</summary>
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }
}
