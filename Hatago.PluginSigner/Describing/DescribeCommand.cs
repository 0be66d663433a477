using System.CommandLine;
using System.Text.Json;
using Hatago.PluginLoading;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hatago.PluginSigner.Describing;

/// <summary>The hidden command that <see cref="ToolDescriber"/> starts: runs the plugin's start, as a server does, and writes what its tools are.</summary>
internal static class DescribeCommand
{
    public const string Name = "describe";

    private static readonly Argument<DirectoryInfo> Folder = new("DIR");
    private static readonly Argument<FileInfo> Result = new("RESULT");

    public static Command Create()
    {
        var command = new Command(Name, "Writes the tools of a plugin.") { Folder, Result };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = parsed.GetRequiredValue(Folder);
        if (new ManifestReader().Read(folder, out var manifest) is { Count: > 0 } problems)
            throw new SignerException(ExitCode.NotValid, problems);

        var activator = new PluginActivator(new(NullLoggerFactory.Instance, new ConfigurationBuilder().Build(), TimeProvider.System));
        try
        {
            var plugin = await activator.ActivateAsync(folder, manifest, ".");
            StatementTool[] tools = [.. plugin.Tools.Select(tool => tool.Pinned()).OrderBy(tool => tool.Name, StringComparer.Ordinal)];
            await File.WriteAllBytesAsync(
                parsed.GetRequiredValue(Result).FullName, JsonSerializer.SerializeToUtf8Bytes(tools, SignerJson.Default.IReadOnlyListStatementTool), cancellation);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new SignerException(ExitCode.NotValid, PluginActivator.Reasons(failure));
        }

        Environment.Exit(ExitCode.Done); // Threads that the plugin left do not keep it.
        return ExitCode.Done;
    }
}
