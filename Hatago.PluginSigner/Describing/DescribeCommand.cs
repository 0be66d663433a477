using System.CommandLine;
using System.Text.Json;
using Hatago.PluginLoading;
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
        Console.SetOut(Console.Error); // What the plugin prints is no result of this command.
        var description = await DescribeAsync(parsed.GetRequiredValue(Folder));
        await File.WriteAllBytesAsync(
            parsed.GetRequiredValue(Result).FullName, JsonSerializer.SerializeToUtf8Bytes(description, SignerJson.Default.Description), cancellation);
        Environment.Exit(ExitCode.Done); // Threads that the plugin left do not keep it.
        return ExitCode.Done;
    }

    private static async Task<Description> DescribeAsync(DirectoryInfo folder)
    {
        if (new ManifestReader().Read(folder, out var manifest) is { Count: > 0 } problems)
            return new([], problems);

        var activator = new PluginActivator(new(NullLoggerFactory.Instance, new ConfigurationBuilder().Build(), TimeProvider.System, (_, _) => { }));
        try
        {
            var plugin = await activator.ActivateAsync(folder, manifest, ".");
            return new([.. plugin.Tools.Select(tool => tool.Pinned()).OrderBy(tool => tool.Name, StringComparer.Ordinal)], []);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new([], PluginActivator.Reasons(failure));
        }
    }
}
