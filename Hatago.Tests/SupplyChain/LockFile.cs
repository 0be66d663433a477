using System.Text.Json.Nodes;

namespace Hatago.Tests.SupplyChain;

/// <summary>The <c>packages.lock.json</c> of a project.</summary>
internal sealed class LockFile(string project)
{
    private readonly JsonNode _content = JsonNode.Parse(File.ReadAllText(PathOf(project)))!;

    /// <summary>Every project of the repository, relative to it.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split('/').Any(folder => folder is "bin" or "obj" or "artifacts" or "node_modules"))
            .Order(StringComparer.Ordinal)];

    /// <summary>The frameworks, and the frameworks with a platform, that it is for.</summary>
    public IEnumerable<string> Targets => _content["dependencies"]!.AsObject().Select(target => target.Key);

    public IEnumerable<LockedPackage> Packages =>
        from target in _content["dependencies"]!.AsObject()
        from package in target.Value!.AsObject()
        let type = package.Value!["type"]!.GetValue<string>()
        where type != "Project"
        select new LockedPackage(package.Key, type, package.Value["requested"]?.GetValue<string>(), package.Value["resolved"]!.GetValue<string>(), package.Value["contentHash"]?.GetValue<string>());

    public static string PathOf(string project) => Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json");
}
