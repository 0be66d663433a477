namespace Hatago.Tests.SupplyChain;

/// <summary>What ends a restore, and what does not: the real one, with the repository's settings and a project of its own.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public RestoreTests()
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json" })
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_root.Path, file));
        WriteProject("YamlDotNet");
        Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>"); // All is in the cache already.
    }

    [Fact]
    public async Task In_ci_a_lock_file_that_is_not_current_ends_it()
    {
        Assert.Equal((0, ""), await RestoreAsync(ci: false));
        WriteProject("YamlDotNet", "Spectre.Console");

        var (exitCode, errors) = await RestoreAsync(ci: true);

        Assert.Equal(1, exitCode);
        Assert.Contains("error NU1004", errors);
        Assert.Equal((0, ""), await RestoreAsync(ci: false));
    }

    [Fact]
    public async Task In_ci_a_lock_file_that_is_missing_ends_it()
    {
        var (exitCode, errors) = await RestoreAsync(ci: true);

        Assert.Equal(1, exitCode);
        Assert.Contains("App.csproj has no packages.lock.json", errors);
        Assert.Equal((0, ""), await RestoreAsync(ci: false));
        Assert.Equal((0, ""), await RestoreAsync(ci: true));
    }

    [Theory]
    [InlineData(0, "NU1901")]
    [InlineData(1, "NU1902")]
    [InlineData(2, "NU1903")]
    [InlineData(3, "NU1904")]
    public async Task A_known_vulnerability_of_any_severity_ends_it(int severity, string code)
    {
        await using var source = await AuditSource.StartAsync("YamlDotNet", severity, Cancellation);
        Audit(source.Url);

        var (exitCode, errors) = await RestoreAsync(ci: false);

        Assert.Equal(1, exitCode);
        Assert.Contains($"error {code}", errors);
    }

    [Fact]
    public async Task A_source_that_cannot_be_asked_for_vulnerabilities_does_not_end_it()
    {
        Audit("http://127.0.0.1:9/index.json");

        var (exitCode, warnings) = await RestoreAsync(ci: false);

        Assert.Equal(0, exitCode);
        Assert.Contains("warning NU1900", warnings);
    }

    [Fact]
    public async Task A_source_that_knows_nothing_of_vulnerabilities_does_not_end_it()
    {
        Audit(_root.Path);

        var (exitCode, warnings) = await RestoreAsync(ci: false);

        Assert.Equal(0, exitCode);
        Assert.Contains("warning NU1905", warnings);
    }

    public void Dispose() => _root.Dispose();

    private void Audit(string source) => Write("nuget.config",
        $"""<configuration><packageSources><clear /></packageSources><auditSources><clear /><add key="audit" value="{source}" allowInsecureConnections="true" /></auditSources></configuration>""");

    private void WriteProject(params string[] packages) => Write("App.csproj",
        $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="{string.Join(';', packages)}" /></ItemGroup></Project>""");

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_root.Path, name), content);

    private async Task<(int ExitCode, string Messages)> RestoreAsync(bool ci)
    {
        await using var restore = new ConsoleProcess(
            "dotnet", ["restore", "App.csproj", "--configfile", "nuget.config", "-nologo", "-v", "minimal", "-clp:NoSummary"],
            [("CI", ci ? "true" : ""), ("MSBUILDDISABLENODEREUSE", "1"), ("NUGET_HTTP_CACHE_PATH", Path.Combine(_root.Path, "http"))], _root.Path);

        var exitCode = await restore.ExitAsync(Cancellation, TimeSpan.FromMinutes(2));
        return (exitCode, string.Join('\n', restore.Output.Where(line => line.Contains("error", StringComparison.Ordinal) || line.Contains("warning", StringComparison.Ordinal))));
    }
}
