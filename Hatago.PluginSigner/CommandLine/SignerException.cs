namespace Hatago.PluginSigner.CommandLine;

/// <summary>Ends a command with an exit code and a line for each thing that is wrong.</summary>
internal sealed class SignerException(int exitCode, params IEnumerable<string> problems) : Exception(string.Join('\n', problems))
{
    public int ExitCode => exitCode;
}
