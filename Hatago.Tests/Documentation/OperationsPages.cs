namespace Hatago.Tests.Documentation;

/// <summary>The pages of <c>docs/operations</c>.</summary>
internal static class OperationsPages
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "operations");

    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));
}
