namespace Hatago.AppHost;

/// <summary>A program of the monitoring that is on this machine.</summary>
/// <param name="Path">Of the program.</param>
/// <param name="Share">The folder with its pages and templates, where it was unpacked beside the program and not installed.</param>
internal sealed record MonitoringTool(string Path, string? Share)
{
    /// <summary>Where <c>./hatago</c> unpacks what is not installed.</summary>
    private static string Unpacked => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "hatago", "tools", "usr", "bin");

    /// <summary>The first that is there: on <c>PATH</c>, else unpacked.</summary>
    /// <param name="names">What the program is called, by different distributions.</param>
    public static MonitoringTool? Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var path = folders.Append(Unpacked)
            .SelectMany(folder => names.Select(name => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (path is null)
            return null;

        var share = System.IO.Path.GetFullPath("../../share/prometheus", path);
        return new(path, path.StartsWith(Unpacked, StringComparison.Ordinal) && Directory.Exists(share) ? share : null);
    }
}
