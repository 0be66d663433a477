using System.Xml.Linq;

namespace Hatago.Tests.SupplyChain;

/// <summary>What is built is what the lock files say, and they say what Directory.Packages.props says.</summary>
public sealed class LockFileTests
{
    private static readonly Dictionary<string, string> Versions = Xml("Directory.Packages.props").Descendants("PackageVersion")
        .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    public static TheoryData<string> Projects => [.. LockFile.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_a_lock_file_that_is_current(string project)
    {
        Assert.True(File.Exists(LockFile.PathOf(project)), $"{project} has no lock file: dotnet restore writes it");
        var packages = new LockFile(project).Packages.ToArray();

        var central = packages.Where(package => package.Requested is not null).ToArray();
        Assert.All(central, package =>
        {
            Assert.Equal($"{package.Name} [{Versions[package.Name]}, )", $"{package.Name} {package.Requested}");
            Assert.Equal($"{package.Name} {Versions[package.Name]}", $"{package.Name} {package.Resolved}");
        });
        Assert.All(packages, package => Assert.False(string.IsNullOrEmpty(package.ContentHash), package.Name));
        Assert.Equal(
            References(project).Concat(References("Directory.Build.props")).Order(StringComparer.Ordinal),
            central.Where(package => package.Type == "Direct").Select(package => package.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_version_floats_and_none_is_set_elsewhere()
    {
        Assert.All(Versions.Where(package => package.Value is not ("$(AspireVersion)" or "$(AspireKubernetesVersion)")), package => Assert.Matches(@"^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$", package.Value));
        Assert.All(LockFile.Projects.Append("Directory.Build.props"), project => Assert.DoesNotContain(
            Xml(project).Descendants("PackageReference"), reference => reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null));
    }

    [Fact]
    public void What_an_image_is_built_from_is_locked_for_the_platforms_of_images()
    {
        var platforms = Xml("Directory.Build.props").Descendants("ImageRuntimeIdentifiers").Single().Value.Split(';');
        var projects = WithReferences("Hatago.McpServer/Hatago.McpServer.csproj").Distinct().ToArray();

        Assert.Equal(["linux-x64", "linux-arm64"], platforms);
        Assert.Equal(4, projects.Length);
        Assert.All(projects, project => Assert.Superset(
            platforms.Select(platform => $"net10.0/{platform}").ToHashSet(), new LockFile(project).Targets.ToHashSet()));
    }

    private static IEnumerable<string> WithReferences(string project) => Xml(project).Descendants("ProjectReference")
        .Select(reference => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))))
        .SelectMany(WithReferences).Prepend(project);

    /// <summary>What is under a condition belongs to the engine that is not the default.</summary>
    private static IEnumerable<string> References(string project) => Xml(project).Descendants("PackageReference")
        .Where(reference => reference.Parent!.Attribute("Condition") is null).Select(reference => reference.Attribute("Include")!.Value);

    private static XDocument Xml(string file) => XDocument.Load(Path.Combine(Repository.Root, file));
}
