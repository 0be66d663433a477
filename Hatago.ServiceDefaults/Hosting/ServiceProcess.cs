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
    /// <returns>
    /// 0 after a clean stop, <see cref="InvalidConfigurationException.ExitCode"/> for a configuration that is not valid,
    /// 1 when it cannot listen or when the graceful timeout was over before all work was done.
    /// </returns>
    public static async Task<int> RunAsync(Func<WebApplication> compose)
    {
        using var signals = ShutdownSignals.Listen();
        try
        {
            await using var app = compose();
            return await RunAsync(app, signals);
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

    private static async Task<int> RunAsync(WebApplication app, ShutdownSignals signals)
    {
        if (signals.Asked.IsCancellationRequested)
            return 0; // Told to end before there was anything to end.

        await app.StartAsync(CancellationToken.None); // Short, and a host whose start is cancelled logs that as an error.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Asked, app.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (!signals.Asked.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None); // The service itself ended: a hosted service failed.
            return Environment.ExitCode;
        }

        var isClean = await app.Services.GetRequiredService<ShutdownSequence>().RunAsync(signals.First, app);
        return isClean ? Environment.ExitCode : Failed;
    }

    private static async Task<int> FailAsync(IEnumerable<string> problems, int exitCode)
    {
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync($"hatago: {problem}");
        return exitCode;
    }
}
