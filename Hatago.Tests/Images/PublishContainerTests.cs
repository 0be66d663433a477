using System.Text.Json.Nodes;

namespace Hatago.Tests.Images;

/// <summary>What the SDK would publish as an image, which takes a registry: here, that it is told the same as <c>deploy/Dockerfile</c>.</summary>
public sealed class PublishContainerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // As real Aspire builds it: .NET is the base image's.
    public async Task The_sdk_publishes_on_the_same_base_as_the_same_user_at_the_same_port(bool isReadyToRun)
    {
        await using var msbuild = new ConsoleProcess(
            "dotnet",
            ["msbuild", Path.Combine(Repository.Root, "Hatago.McpServer", "Hatago.McpServer.csproj"), "-getProperty:ContainerBaseImage,ContainerUser,ContainerRepository,ContainerWorkingDirectory", "-getItem:ContainerPort,ContainerEnvironmentVariable", $"-property:PublishReadyToRun={isReadyToRun}"],
            [("MSBUILDDISABLENODEREUSE", "1")]);
        Assert.Equal(0, await msbuild.ExitAsync(Cancellation, TimeSpan.FromMinutes(2)));
        var evaluated = JsonNode.Parse(string.Join('\n', msbuild.Output))!;
        var properties = evaluated["Properties"]!;
        var variables = evaluated["Items"]!["ContainerEnvironmentVariable"]!.AsArray().ToDictionary(item => item!["Identity"]!.GetValue<string>(), item => item!["Value"]!.GetValue<string>());

        Assert.Equal(BaseImages.Pinned("RUNTIME_IMAGE").Replace("runtime-deps", isReadyToRun ? "runtime-deps" : "aspnet", StringComparison.Ordinal), properties["ContainerBaseImage"]!.GetValue<string>());
        Assert.Equal("1654:1654", properties["ContainerUser"]!.GetValue<string>());
        Assert.Equal("8787", Assert.Single(evaluated["Items"]!["ContainerPort"]!.AsArray())!["Identity"]!.GetValue<string>());
        Assert.Equal("Production", variables["DOTNET_ENVIRONMENT"]);
        Assert.Equal("8787", variables["PORT"]);
    }

    [Theory]
    [InlineData("SDK")]
    [InlineData("RUNTIME")]
    public async Task Base_images_are_pinned_to_an_exact_version_and_take_a_digest(string image)
    {
        var dockerfile = await File.ReadAllTextAsync(BaseImages.Dockerfile, Cancellation);

        Assert.Matches(@":10\.0\.\d+-noble(-chiseled)?$", BaseImages.Pinned($"{image}_IMAGE"));
        Assert.Contains($"ARG {image}_DIGEST=\n", dockerfile, StringComparison.Ordinal);
        Assert.Contains($"${{{image}_IMAGE}}${{{image}_DIGEST}}", dockerfile, StringComparison.Ordinal);
        Assert.DoesNotContain("sha256:0", dockerfile, StringComparison.Ordinal);
    }
}
