using System.Runtime.InteropServices;
using Hatago.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>On SIGHUP, reads the configuration again and takes the log level from it; as with all settings, the environment variable wins.</summary>
internal sealed class LevelReload(IConfiguration configuration, IHostEnvironment environment, LogLevels levels, ILogger<LevelReload> logger) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _hangUp;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var hadTerminal = HasTerminal();
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            if (hadTerminal && !HasTerminal())
                return; // Its window was closed: that ends it.
            signal.Cancel = true;
            Reload();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _hangUp?.Dispose();

    private static bool HasTerminal()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty");
            return true;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Reload()
    {
        var root = (IConfigurationRoot)configuration;
        var before = LogLevels.Name(levels.Current);
        try
        {
            root.Reload();
        }
        catch (Exception invalid) // Of whatever kind: it would end the process.
        {
            logger.LevelInvalid(before, invalid.Message);
            return;
        }

        var (name, problem) = EnvironmentTable.ReadAgain(root, environment, ServiceVariables.LogLevel);
        if (problem is not null)
            logger.LevelInvalid(before, problem);
        else if (name == before)
            logger.LevelKept(before);
        else
            levels.Change(name!, "SIGHUP", logger);
    }
}
