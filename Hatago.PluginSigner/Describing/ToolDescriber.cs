using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using Hatago.PluginSigner.Keys;

namespace Hatago.PluginSigner.Describing;

/// <summary>
/// Finds out what a plugin's tools are as a client will see them. The plugin's start has to run for that, so it runs in a process of its own:
/// it has no passphrase in its environment, no key is in memory, and one that hangs is ended.
/// </summary>
internal static class ToolDescriber
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="SignerException">The plugin does not start.</exception>
    public static async Task<IReadOnlyList<StatementTool>> DescribeAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        var results = Directory.CreateTempSubdirectory("hatago-sign-");
        try
        {
            var result = Path.Combine(results.FullName, "tools.json");
            await RunAsync([DescribeCommand.Name, folder.FullName, result], cancellation);
            return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(result, cancellation), SignerJson.Default.IReadOnlyListStatementTool)!;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(program, isHost ? arguments.Prepend(Assembly.GetExecutingAssembly().Location) : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(Passphrase.Variable);

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != ExitCode.Done)
                throw new SignerException(ExitCode.NotValid, $"the plugin does not start, so its tools cannot be pinned: {(await errors).Trim().Replace("hatago-sign: ", "", StringComparison.Ordinal)}");
            await output;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SignerException(ExitCode.NotValid, $"the plugin does not start within {Limit.TotalSeconds} s, so its tools cannot be pinned");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
