using System.Diagnostics;
using Hatago.AppHost;

namespace Hatago.Tests.Monitoring;

/// <summary><c>promtool</c> and <c>amtool</c>, which come with Prometheus and Alertmanager.</summary>
internal static class MonitoringCommand
{
    public static MonitoringTool Find(params string[] names) => MonitoringTool.Find(names)
        ?? throw new FileNotFoundException($"{names[0]} is missing; ./hatago test fetches it, or install Debian's packages prometheus and prometheus-alertmanager");

    /// <summary>Runs to its end.</summary>
    /// <returns>What it printed, when it succeeded; else the test fails with it.</returns>
    public static async Task<string> RunAsync(string command, params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(command, arguments);
        Assert.True(exitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    public static async Task<(int ExitCode, string Output)> TryAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(command).Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
