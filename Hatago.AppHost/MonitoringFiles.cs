namespace Hatago.AppHost;

/// <summary>
/// The files under <c>monitoring/</c> for one run. They name their peers as compose and Kubernetes do
/// (<c>prometheus:9090</c>); in the copy each of these names stands replaced by the address of this run.
/// </summary>
internal sealed class MonitoringFiles(string source, string folder)
{
    /// <summary>Where the copy is.</summary>
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    public string Data(string tool) => Directory.CreateDirectory(Path.Combine(Folder, "data", tool)).FullName;

    /// <summary>Copies one tool's files.</summary>
    /// <param name="tool">A folder under <c>monitoring/</c>.</param>
    /// <param name="addresses">What stands in the files, and what to write instead.</param>
    /// <returns>The folder of the copy.</returns>
    public string Write(string tool, IReadOnlyDictionary<string, string> addresses)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, tool), "*", SearchOption.AllDirectories))
        {
            var text = addresses.Aggregate(File.ReadAllText(file), (text, address) => text.Replace(address.Key, address.Value, StringComparison.Ordinal));
            var copy = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, text);
        }

        return Path.Combine(Folder, tool);
    }

    /// <summary>Debian's programs look for their pages under a fixed path, which <c>./hatago</c> turns into <c>assets</c> in the working directory.</summary>
    public void LinkAssets(MonitoringTool tool)
    {
        var link = Path.Combine(Folder, "assets");
        if (tool.Share is not null && new FileInfo(link).LinkTarget != tool.Share)
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, tool.Share);
        }
    }
}
