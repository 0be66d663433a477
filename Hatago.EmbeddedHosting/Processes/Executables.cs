namespace Hatago.EmbeddedHosting.Processes;

internal static class Executables
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The absolute path of a program: a path as it is, a bare name from <c>PATH</c>; <see langword="null"/> when there is none.</summary>
    public static string? Find(string command) => command.Contains('/')
        ? Existing(Path.GetFullPath(command))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Existing(Path.Combine(folder, command)))
            .FirstOrDefault(path => path is not null);

    private static string? Existing(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Execute) != 0 ? path : null;
}
