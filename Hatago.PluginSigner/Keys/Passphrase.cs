using System.CommandLine;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Keys;

/// <summary>A passphrase from a file or the environment: an argument would be seen by everyone who lists processes.</summary>
internal static class Passphrase
{
    public const string Variable = "HATAGO_SIGN_PASSPHRASE";

    public static Option<FileInfo?> File { get; } = new("--passphrase-file") { Description = $"The passphrase of the private key is the first line of this file. Else that of the variable {Variable}, if set." };

    public static string? Read(ParseResult parsed)
    {
        var (source, passphrase) = parsed.GetValue(File) is { } file
            ? (file.Name, System.IO.File.ReadLines(file.FullName).FirstOrDefault() ?? "")
            : (Variable, Environment.GetEnvironmentVariable(Variable));
        return passphrase is "" ? throw new SignerException(ExitCode.Usage, $"the passphrase of {source} is empty") : passphrase;
    }
}
