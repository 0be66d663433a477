using System.Reflection;
using Hatago.ServiceDefaults.Configuration;
using Hatago.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hatago.ServiceDefaults.Hosting;

/// <summary>Runs a service as a process: from its first signal it drains, and what keeps it from starting becomes one clear line and an exit code.</summary>
public static class ServiceProcess
{
    private const int Failed = 1;

    /// <param name="compose">Builds the service.</param>
    /// <param name="prepare">What is done with it before it listens; cancelled by the first signal.</param>
    /// <returns>
    /// 0 after a clean stop, <see cref="InvalidConfigurationException.ExitCode"/> for a configuration that is not valid,
    /// 1 when it cannot listen, when a hosted service failed, or when the graceful timeout was over before all work was done.
    /// </returns>
    public static async Task<int> RunAsync(Func<WebApplication> compose, Func<WebApplication, CancellationToken, Task>? prepare = null)
    {
        var exitCode = await RunToEndAsync(compose, prepare);
        if (IsOwn(compose))
            Environment.Exit(exitCode); // A thread that someone's code left in the foreground would keep the process.
        return exitCode;
    }

    private static async Task<int> RunToEndAsync(Func<WebApplication> compose, Func<WebApplication, CancellationToken, Task>? prepare)
    {
        using var signals = ShutdownSignals.Listen();
        try
        {
            var app = compose();
            try
            {
                if (prepare is not null)
                    await prepare(app, signals.Asked);
                return await RunAsync(app, signals, IsOwn(compose));
            }
            finally
            {
                await DisposeAsync(app);
            }
        }
        catch (InvalidConfigurationException invalid)
        {
            return await FailAsync(invalid.Problems, InvalidConfigurationException.ExitCode);
        }
        catch (OptionsValidationException invalid)
        {
            return await FailAsync(invalid.Failures, InvalidConfigurationException.ExitCode);
        }
        catch (IOException cannotListen) when (cannotListen.InnerException is AddressInUseException)
        {
            return await FailAsync([$"{cannotListen.Message} Set PORT to a free port, or end the process that holds this one."], Failed);
        }
    }

    private static async Task<int> RunAsync(WebApplication app, ShutdownSignals signals, bool isOwn)
    {
        if (signals.Asked.IsCancellationRequested)
            return 0; // Told to end before there was anything to end.

        await app.StartAsync(CancellationToken.None); // Short, and a host whose start is cancelled logs that as an error.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Asked, app.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (!isOwn)
        {
            await app.StopAsync(CancellationToken.None); // A test stops the host itself.
            return 0;
        }

        var isAsked = signals.Asked.IsCancellationRequested; // Else a hosted service failed, and the host stops for it.
        var isClean = await app.Services.GetRequiredService<ShutdownSequence>().RunAsync(isAsked ? signals.First : "a failed hosted service", app);
        return isClean && isAsked ? 0 : Failed;
    }

    /// <summary>Flushes the logs, unless whoever reads them has stopped to.</summary>
    private static async Task DisposeAsync(WebApplication app) => await Task.Run(() => app.DisposeAsync().AsTask())
        .WaitAsync(ShutdownSequence.LastWords, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Whether this process is the service, and not a test that has it inside.</summary>
    private static bool IsOwn(Func<WebApplication> compose) => compose.Method.Module.Assembly == Assembly.GetEntryAssembly();

    private static async Task<int> FailAsync(IEnumerable<string> problems, int exitCode)
    {
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync($"hatago: {problem}");
        return exitCode;
    }
}
