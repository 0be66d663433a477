using System.CommandLine;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Signing;

internal static class PluginArgument
{
    public static Argument<DirectoryInfo> Create() => new("DIR") { Description = "The plugin's folder, named like the plugin." };

    /// <exception cref="SignerException">There is no such folder.</exception>
    public static DirectoryInfo Existing(ParseResult parsed, Argument<DirectoryInfo> argument)
    {
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(parsed.GetRequiredValue(argument).FullName));
        return folder.Exists ? folder : throw new SignerException(ExitCode.InputOutput, $"there is no folder {folder.FullName}");
    }
}
