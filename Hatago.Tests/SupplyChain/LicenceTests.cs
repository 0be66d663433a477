using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hatago.Tests.SupplyChain;

/// <summary>Every package that is shipped is known with its licence, and each licence is one that was agreed to.</summary>
public sealed partial class LicenceTests
{
    private static readonly string[] Allowed = ["Apache-2.0", "BSD-3-Clause", "ISC", "MIT"];

    private static readonly (string Project, string Name)[] Shipped =
        [("McpServer", "server"), ("PluginSdk", "SDK"), ("PluginSigner", "signer"), ("Check", "check"), ("AppHost", "AppHost")];

    private static readonly IReadOnlyList<(string Package, string Version, string Licence, string In)> Table =
        [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "licences.md"))).Skip(1)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value))];

    [Fact]
    public void The_table_has_every_package_of_what_is_shipped_with_the_licence_that_it_declares()
    {
        var shipped = from product in Shipped
                      from package in new LockFile(ProjectOf(product.Project)).Packages.DistinctBy(package => (package.Name, package.Resolved))
                      group product.Name by (package.Name, package.Resolved) into package
                      orderby package.Key.Name.ToLowerInvariant()
                      select $"| {package.Key.Name} | {package.Key.Resolved} | {Declared(package.Key.Name, package.Key.Resolved)} | {string.Join(", ", package)} |";

        Assert.Equal(shipped, Table.Select(row => $"| {row.Package} | {row.Version} | {row.Licence} | {row.In} |"));
    }

    [Fact]
    public void Every_licence_is_one_of_those_that_were_agreed_to()
    {
        Assert.NotEmpty(Table);
        Assert.All(Table, row => Assert.Contains(row.Licence, Allowed));
        Assert.Contains("allows MIT, Apache-2.0, BSD-3-Clause and ISC", File.ReadAllText(Path.Combine(Repository.Root, "docs", "licences.md")));
    }

    /// <summary>What the package says of itself; a package that only points to a file or to a page has to be read by somebody.</summary>
    private static string Declared(string name, string version)
    {
        var nuspec = Folders().Select(folder => Path.Combine(folder, name.ToLowerInvariant(), version.ToLowerInvariant(), $"{name.ToLowerInvariant()}.nuspec")).First(File.Exists);
        var licence = XDocument.Load(nuspec).Descendants().SingleOrDefault(element => element.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value : $"no expression, see {nuspec}";
    }

    /// <summary>Where restored packages are.</summary>
    private static IEnumerable<string> Folders() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Hatago.Tests", "obj", "project.assets.json")))!["packageFolders"]!.AsObject().Select(folder => folder.Key);

    private static string ProjectOf(string name) => Path.Combine($"Hatago.{name}", $"Hatago.{name}.csproj");

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\w.-]+) \| ([\w.-]+) \| ([\w, ]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
