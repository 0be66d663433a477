namespace Hatago.PluginSigner.CommandLine;

internal sealed record Failure(string Error, int ExitCode);
