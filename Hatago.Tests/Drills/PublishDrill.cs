namespace Hatago.Tests.Drills;

/// <summary><c>./hatago publish</c>, as its help says.</summary>
[Collection(Alone.Name)]
public sealed class PublishDrill
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manifests_in_the_repository_are_those_that_it_writes()
    {
        using var output = new TemporaryFolder();
        await using var script = new ConsoleProcess(
            Path.Combine(Repository.Root, "hatago"), ["publish", "--output", output.Path], [("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_ENVIRONMENT", "Development"), ("PORT", "1234")]);

        Assert.True(await script.ExitAsync(Cancellation, Limit) == 0, script.Errors);

        var kubernetes = Path.Combine(Repository.Root, "deploy", "kubernetes");
        Assert.Equal(Files(Path.Combine(kubernetes, "base")), Files(Path.Combine(output.Path, "base")));
        var rules = Files(Path.Combine(output.Path, "components", "monitoring"));
        Assert.Equal(2, rules.Count);
        Assert.All(rules, rule => Assert.Equal(rule.Value, Files(Path.Combine(kubernetes, "components", "monitoring"))[rule.Key]));
    }

    private static SortedDictionary<string, string> Files(string folder) =>
        new(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText), StringComparer.Ordinal);
}
