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
            ["msbuild", Path.Combine(Repository.Root, "Hatago.McpServer", "Hatago.McpServer.csproj"), "-getProperty:ContainerBaseImage,ContainerUser,ContainerRepository,ContainerWorkingDirectory", "-getItem:ContainerPort,ContainerEnvironmentVariable,RuntimeHostConfigurationOption", $"-property:PublishReadyToRun={isReadyToRun}"],
            [("MSBUILDDISABLENODEREUSE", "1")]);
        Assert.Equal(0, await msbuild.ExitAsync(Cancellation, TimeSpan.FromMinutes(2)));
        var evaluated = JsonNode.Parse(string.Join('\n', msbuild.Output))!;
        var properties = evaluated["Properties"]!;
        var (variables, options) = (Values("ContainerEnvironmentVariable"), Values("RuntimeHostConfigurationOption"));

        Assert.Equal(BaseImages.Named("RUNTIME_IMAGE").Replace("runtime-deps", isReadyToRun ? "runtime-deps" : "aspnet", StringComparison.Ordinal), properties["ContainerBaseImage"]!.GetValue<string>());
        Assert.Equal("1654:1654", properties["ContainerUser"]!.GetValue<string>());
        Assert.Equal("8787", Assert.Single(evaluated["Items"]!["ContainerPort"]!.AsArray())!["Identity"]!.GetValue<string>());
        Assert.Equal("Production", variables["DOTNET_ENVIRONMENT"]);
        Assert.Equal("8787", variables["PORT"]);
        Assert.Equal(isReadyToRun ? BaseImages.Variable("HATAGO_WARM_UP_MS") : null, variables.GetValueOrDefault("HATAGO_WARM_UP_MS"));
        Assert.Equal("0", options["System.Threading.ThreadPool.UnfairSemaphoreSpinLimit"]); // docs/decisions/0022.
        Assert.Equal(isReadyToRun ? "64" : null, options.GetValueOrDefault("System.Runtime.TieredCompilation.CallCountThreshold"));
        Assert.Equal(isReadyToRun ? "10" : null, options.GetValueOrDefault("System.Runtime.TieredCompilation.CallCountingDelayMs"));

        Dictionary<string, string> Values(string item) => evaluated["Items"]![item]!.AsArray().ToDictionary(one => one!["Identity"]!.GetValue<string>(), one => one!["Value"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SDK", "sdk", "-noble")]
    [InlineData("RUNTIME", "runtime-deps", "-noble-chiseled")]
    public async Task Base_images_are_pinned_to_an_exact_version_and_digest(string image, string name, string system)
    {
        Assert.Matches($@"^mcr\.microsoft\.com/dotnet/{name}:10\.0\.\d+{system}@sha256:[0-9a-f]{{64}}$", BaseImages.Pinned($"{image}_IMAGE"));
        Assert.Matches($@"(?m)^FROM (--platform=\$BUILDPLATFORM )?\$\{{{image}_IMAGE\}}( AS build)?$", await File.ReadAllTextAsync(BaseImages.Dockerfile, Cancellation));
    }
}
