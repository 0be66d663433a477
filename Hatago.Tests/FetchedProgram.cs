namespace Hatago.Tests;

/// <summary>A program that tests start: from PATH, or as <c>./hatago test</c> has fetched it, then with libraries of its own beside it.</summary>
internal sealed record FetchedProgram(string Path, string? Tools)
{
    /// <summary>The folders in which the loader is to look as well.</summary>
    public string Libraries => Tools is null
        ? ""
        : string.Join(':', Directory.GetDirectories(System.IO.Path.Combine(Tools, "lib"), "*-linux-gnu")
            .SelectMany(folder => Directory.GetDirectories(folder).Prepend(folder)) // PulseAudio's, which Chromium asks for, has one of its own.
            .Append(System.IO.Path.Combine(Tools, "lib", "syslog-ng")));

    public static FetchedProgram Find(string name, string packages)
    {
        if (Executables.Find(name) is { } installed)
            return new(installed, null);

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var tools = System.IO.Path.Combine(cache, "hatago", "tools", "usr");
        var fetched = Executables.Find(System.IO.Path.Combine(tools, "bin", name))
            ?? throw new FileNotFoundException($"{name} is missing; ./hatago test fetches it, or install Debian's {packages}");
        return new(fetched, tools);
    }
}
