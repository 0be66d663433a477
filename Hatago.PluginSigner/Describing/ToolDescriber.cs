using System.Diagnostics;
using System.Reflection;
using System.Text;
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
    private const int MaxErrors = 4096;
    private const string Unpinned = "the plugin does not start, so its tools cannot be pinned";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="SignerException">The plugin does not start.</exception>
    public static async Task<IReadOnlyList<StatementTool>> DescribeAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        var results = Directory.CreateTempSubdirectory("hatago-sign-");
        try
        {
            var result = Path.Combine(results.FullName, "tools.json");
            var ending = await RunAsync([DescribeCommand.Name, folder.FullName, result], cancellation);
            return Read(File.Exists(result) ? await File.ReadAllBytesAsync(result, cancellation) : null, ending);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    /// <summary>The process ran somebody else's code: it may have ended anyhow and written anything.</summary>
    private static IReadOnlyList<StatementTool> Read(byte[]? result, string ending)
    {
        if (result is null)
            throw new SignerException(ExitCode.NotValid, $"{Unpinned}: {ending}");

        try
        {
            return JsonSerializer.Deserialize(result, SignerJson.Default.Description) switch
            {
                { Problems: { Count: > 0 } problems } => throw new SignerException(ExitCode.NotValid, problems.Select(problem => $"{Unpinned}: {problem}")),
                { Tools: { } tools } => tools,
                _ => throw new JsonException("it is null"),
            };
        }
        catch (JsonException invalid)
        {
            throw new SignerException(ExitCode.NotValid, $"{Unpinned}: what it says of them is not valid: {invalid.Message}");
        }
    }

    /// <returns>How it ended, for a message.</returns>
    private static async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
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
        var (output, errors) = (process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, limit.Token), BeginningAsync(process.StandardError, limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await output;
            var said = (await errors).Split('\n', 2)[0].Trim();
            return $"its process ended with exit code {process.ExitCode}{(said.Length == 0 ? "" : $" and wrote: {said}")}";
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

    /// <summary>Reads all, lest its writer waits, and keeps what a message can hold.</summary>
    private static async Task<string> BeginningAsync(StreamReader reader, CancellationToken cancellation)
    {
        var (kept, buffer) = (new StringBuilder(), new char[MaxErrors]);
        while (await reader.ReadAsync(buffer, cancellation) is > 0 and var read)
            kept.Append(buffer.AsSpan(0, Math.Min(read, MaxErrors - kept.Length)));
        return kept.ToString().Trim();
    }
}
