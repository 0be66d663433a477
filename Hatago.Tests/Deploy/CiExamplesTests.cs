using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hatago.Tests.Monitoring;
using Hatago.Tests.PluginSigner;
using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Deploy;

/// <summary>What can be said of the examples for CI without a CI.</summary>
public sealed partial class CiExamplesTests
{
    private static readonly YamlMappingNode GitHub = Read("github-actions.yml"), GitLab = Read("gitlab-ci.yml");

    private static readonly string[] ScriptParts = ["before_script", "script"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The shell of each job, as one text.</summary>
    public static TheoryData<string, string> Scripts => [.. GitHubScripts().Concat(GitLabScripts())];

    [Fact]
    public void Both_have_the_same_jobs()
    {
        Assert.Equal(["github image", "github plugin", "github sbom", "github test"], GitHubScripts().Select(script => script.Item1).Order(StringComparer.Ordinal));
        Assert.Equal(["gitlab image", "gitlab plugin", "gitlab sbom", "gitlab test"], GitLabScripts().Select(script => script.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Its_shell_is_valid_and_what_it_calls_in_the_repository_exists(string job, string script)
    {
        await using var bash = new ConsoleProcess("bash", ["-n", "-c", script], []);
        Assert.True(await bash.ExitAsync(Cancellation) == 0, $"{job}: {bash.Errors}");

        var paths = PathOfRepository().Matches(script).Select(match => match.Value).ToArray();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{job}: there is no {path}"));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task It_uses_the_signer_as_it_is(string job, string script)
    {
        var calls = SignerCall().Matches(script).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(job.EndsWith("plugin", StringComparison.Ordinal) ? 3 : 0, calls.Length);

        foreach (var call in calls)
        {
            string[] command = [.. call.Split(' ').TakeWhile(word => Command().IsMatch(word))];
            var help = await SignerRun.Async([.. command, "--help"]);
            Assert.Equal(0, help.ExitCode);
            Assert.All(Option().Matches(call), option => Assert.Matches($@"(?m)^ +{option.Value} ", help.Output));
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_calls_the_tool_that_is_pinned(string job, string script)
    {
        var tool = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, ".config", "dotnet-tools.json")))!["tools"]!["cyclonedx"]!;

        Assert.Matches(@"^\d+\.\d+\.\d+$", tool["version"]!.GetValue<string>());
        if (job.EndsWith("sbom", StringComparison.Ordinal))
            Assert.Contains($"dotnet {tool["commands"]![0]!.GetValue<string>()} Hatago.McpServer/", script);
    }

    [Fact]
    public void Only_the_job_of_the_image_may_write_and_gets_a_token_to_sign_with()
    {
        Assert.Equal("read", GitHub["permissions"].Text("contents"));
        Assert.Single(((YamlMappingNode)GitHub["permissions"]).Children);
        var more = Jobs(GitHub).Where(job => job.Value.Children.ContainsKey("permissions")).ToArray();
        Assert.Equal(["image"], more.Select(job => job.Key));
        Assert.Equal(
            ["contents: read", "id-token: write", "packages: write"],
            ((YamlMappingNode)more[0].Value["permissions"]).Children.Select(permission => $"{permission.Key}: {permission.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["image"], GitLabJobs().Where(job => job.Value.Children.ContainsKey("id_tokens")).Select(job => job.Key));
    }

    [Fact]
    public void Actions_have_a_version_and_images_come_from_variables()
    {
        var actions = Jobs(GitHub).SelectMany(job => MonitoringFolder.Sequence(job.Value["steps"])).Where(step => step.Children.ContainsKey("uses")).ToArray();
        Assert.All(actions, action => Assert.Matches(@"^[\w-]+/[\w-]+@v\d+$", action.Text("uses")));
        Assert.All(actions.Where(action => action.Text("uses").StartsWith("actions/checkout@", StringComparison.Ordinal)), checkout => Assert.Equal("false", checkout.Text("with", "persist-credentials")));
        Assert.All(GitLabJobs(), job => Assert.StartsWith("$", job.Value.Text("image")));
    }

    [Fact]
    public void The_source_of_packages_is_mapped_and_named_by_a_variable()
    {
        var config = System.Xml.Linq.XDocument.Load(PathOf("nuget.config")).Root!;

        var source = Assert.Single(config.Element("packageSources")!.Elements("add"));
        Assert.Equal("%HATAGO_PACKAGE_SOURCE%", source.Attribute("value")!.Value);
        var mapping = Assert.Single(config.Element("packageSourceMapping")!.Elements("packageSource"));
        Assert.Equal(source.Attribute("key")!.Value, mapping.Attribute("key")!.Value);
        Assert.Equal("*", Assert.Single(mapping.Elements("package")).Attribute("pattern")!.Value);
        Assert.EndsWith("/deploy/ci/nuget.config", GitLab.Text("variables", "RestoreConfigFile"));
        Assert.All(
            GitHubScripts().Where(script => script.Item2.Contains("dotnet", StringComparison.Ordinal) || script.Item2.Contains("./hatago", StringComparison.Ordinal)),
            script => Assert.Contains("RestoreConfigFile=$PWD/deploy/ci/nuget.config", script.Item2));
    }

    private static IEnumerable<(string, string)> GitHubScripts() => Jobs(GitHub).Select(job => ($"github {job.Key}", string.Join('\n',
        MonitoringFolder.Sequence(job.Value["steps"]).Where(step => step.Children.ContainsKey("run")).Select(step => step.Text("run")))));

    private static IEnumerable<(string, string)> GitLabScripts() => GitLabJobs().Select(job => ($"gitlab {job.Key}", string.Join('\n',
        ScriptParts.Where(part => job.Value.Children.ContainsKey(part)).SelectMany(part => ((YamlSequenceNode)job.Value[part]).Children).Select(line => line.ToString()))));

    private static Dictionary<string, YamlMappingNode> Jobs(YamlNode workflow) =>
        ((YamlMappingNode)workflow["jobs"]).Children.ToDictionary(job => job.Key.ToString(), job => (YamlMappingNode)job.Value);

    private static Dictionary<string, YamlMappingNode> GitLabJobs() => GitLab.Children
        .Where(entry => entry.Value is YamlMappingNode job && job.Children.ContainsKey("script")).ToDictionary(entry => entry.Key.ToString(), entry => (YamlMappingNode)entry.Value);

    private static YamlMappingNode Read(string name) => (YamlMappingNode)MonitoringFolder.Read(PathOf(name));

    private static string PathOf(string name) => Path.Combine(Repository.Root, "deploy", "ci", name);

    [GeneratedRegex(@"(?<![\w/-])(Hatago\.\w+|deploy|samples|docs)(/[\w.-]+)*|(?<=\./)hatago\b")]
    private static partial Regex PathOfRepository();

    /// <summary>Of the function that the job has for it.</summary>
    [GeneratedRegex(@"^ *sign ([a-z].*)$", RegexOptions.Multiline)]
    private static partial Regex SignerCall();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Command();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();
}
