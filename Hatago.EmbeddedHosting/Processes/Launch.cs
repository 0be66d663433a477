namespace Hatago.EmbeddedHosting.Processes;

/// <summary>A process to start.</summary>
/// <param name="Command">Absolute path of the program.</param>
/// <param name="Environment">Laid over the environment of the AppHost.</param>
internal sealed record Launch(string Command, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);
