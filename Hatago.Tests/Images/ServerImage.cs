using System.Text.Json.Nodes;

namespace Hatago.Tests.Images;

/// <summary>The image of <c>deploy/Dockerfile</c>, built once for the tests that run it.</summary>
public sealed class ServerImage : IAsyncLifetime
{
    internal const string Tag = "hatago:test";

    internal Podman Podman { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await BaseImages.BuildAsync(Podman, CancellationToken.None);
        var (exitCode, _, errors) = await Podman.TryAsync(CancellationToken.None, ["run", "--rm", "--network", "host", .. BaseImages.Mounts, BaseImages.Named("SDK_IMAGE"), "dotnet", "--list-runtimes"]);
        Assert.SkipUnless(exitCode == 0, $"This machine forbids to run containers, whichever engine it were: {errors}");
        await Podman.BuildAsync(
            Repository.Root, BaseImages.Dockerfile, Tag, CancellationToken.None,
            [.. BaseImages.Mounts, .. BaseImages.Arguments, "--build-arg", "VERSION=1.2.3", "--build-arg", "REVISION=0123abc", "--build-arg", "SOURCE=https://example.com/hatago"]);
    }

    internal async Task<JsonNode> InspectAsync(CancellationToken cancellation) =>
        JsonNode.Parse(await Podman.RunAsync(cancellation, "image", "inspect", Tag))![0]!;

    public ValueTask DisposeAsync() => Podman.DisposeAsync();
}
