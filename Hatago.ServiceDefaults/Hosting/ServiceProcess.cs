using Hatago.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Hatago.ServiceDefaults.Hosting;

/// <summary>Runs a service as a process: what keeps it from starting becomes one clear line and an exit code.</summary>
public static class ServiceProcess
{
    /// <param name="compose">Builds the service.</param>
    /// <returns>0 after a clean stop, <see cref="InvalidConfigurationException.ExitCode"/> for a configuration that is not valid, 1 when it cannot listen.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> compose)
    {
        try
        {
            await using var app = compose();
            await app.RunAsync();
            return Environment.ExitCode;
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
            return await FailAsync([$"{cannotListen.Message} Set PORT to a free port, or end the process that holds this one."], 1);
        }
    }

    private static async Task<int> FailAsync(IEnumerable<string> problems, int exitCode)
    {
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync($"hatago: {problem}");
        return exitCode;
    }
}
