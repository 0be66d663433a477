using System.Formats.Tar;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hatago.PluginSdk.Signing;
using Hatago.Tests.Signing;

namespace Hatago.Tests.Images;

/// <summary>The image of <c>deploy/Dockerfile</c>, built and run by a real container engine.</summary>
public sealed class ImageTests(ServerImage image) : IClassFixture<ServerImage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_right_and_with_half_a_core_it_serves_signed_plugins_and_is_healthy_until_it_drains()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public);
        using var plugins = await new PluginsFolder().AddHello().SignAsync(key);
        plugins.AddFixture(); // Signed by nobody.
        await OpenAsync(plugins.Path, trust.Path);
        await using var container = await Container.StartAsync(image.Podman, ServerImage.Tag, Cancellation, $"{plugins.Path}:/plugins:ro", $"{trust.Path}:/trust:ro");

        Assert.Contains("Hello Hatago! Welcome, Ann.", await container.CallAsync("hello.hatago", new { name = "Ann" }, Cancellation));
        Assert.Contains("fixture.greet", await container.CallAsync("fixture.greet", null, Cancellation)); // Not found, which names it.
        Assert.True(await container.IsHealthyAsync(Cancellation));
        Assert.Equal("536870912", await container.InspectAsync("{{.HostConfig.Memory}}", Cancellation));
        Assert.DoesNotContain("HTTP_PORTS", await container.LogAsync(Cancellation));
        Assert.Contains("Warmed up in", await container.LogAsync(Cancellation));

        await container.Http.PostAsync(new Uri("/drain", UriKind.Relative), null, Cancellation);

        Assert.False(await container.IsHealthyAsync(Cancellation));
    }

    [Fact]
    public async Task Stopped_it_lets_the_call_in_flight_finish_and_ends_with_0()
    {
        using var folder = new TemporaryFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public);
        using var plugins = await new PluginsFolder().AddFixture().SignAsync(key);
        await OpenAsync(plugins.Path, trust.Path, folder.Path);
        await using var container = await Container.StartAsync(
            image.Podman, ServerImage.Tag, Cancellation, $"{plugins.Path}:/plugins:ro", $"{trust.Path}:/trust:ro", $"{folder.Path}:/release:ro");
        var running = container.CallAsync("fixture.hold", new { file = "/release/now" }, Cancellation);
        await Eventually.GetAsync(
            () => container.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation),
            metrics => metrics.Contains("""hatago_plugin_events_total{event="call",plugin="fixture"} 1""", StringComparison.Ordinal), Cancellation);

        var stopping = container.StopAsync(Cancellation);
        await Eventually.GetAsync(
            () => container.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "now"), "", Cancellation);

        Assert.Contains("\"text\":\"1\"", await running);
        await stopping;
        Assert.Equal("0", await container.InspectAsync("{{.State.ExitCode}}", Cancellation));
        Assert.Contains("Nothing in flight; stopping", await container.LogAsync(Cancellation));
    }

    [Fact]
    public async Task An_image_derived_as_the_example_says_needs_no_mount()
    {
        using var context = new TemporaryFolder();
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public);
        using var plugins = await new PluginsFolder().AddHello().SignAsync(key);
        await OpenAsync(plugins.Path, trust.Path);
        await UnixCommand.RunAsync("cp", "-r", plugins.Path, Path.Combine(context.Path, "plugins"));
        await UnixCommand.RunAsync("cp", "-r", trust.Path, Path.Combine(context.Path, "trust"));

        await image.Podman.BuildAsync(
            context.Path, Path.Combine(Repository.Root, "deploy", "examples", "with-plugins.Dockerfile"), "derived:test", Cancellation, "--build-arg", $"HATAGO_IMAGE={ServerImage.Tag}");
        await using var container = await Container.StartAsync(image.Podman, "derived:test", Cancellation);

        Assert.Contains("Hello Hatago!", await container.CallAsync("hello.hatago", null, Cancellation));
    }

    [Fact]
    public async Task It_says_what_it_is_and_runs_as_nobody_without_a_shell()
    {
        var inspected = await image.InspectAsync(Cancellation);
        var config = inspected["Config"]!;

        Assert.Equal("1.2.3", config["Labels"]!["org.opencontainers.image.version"]!.GetValue<string>());
        Assert.Equal("0123abc", config["Labels"]!["org.opencontainers.image.revision"]!.GetValue<string>());
        Assert.Equal("https://example.com/hatago", config["Labels"]!["org.opencontainers.image.source"]!.GetValue<string>());
        Assert.Equal("MIT", config["Labels"]!["org.opencontainers.image.licenses"]!.GetValue<string>());
        Assert.Equal("1654:1654", config["User"]!.GetValue<string>());
        Assert.Equal("SIGTERM", config["StopSignal"]!.GetValue<string>());
        Assert.NotNull(config["ExposedPorts"]!["8787/tcp"]);
        Assert.Equal(["/app/Hatago.McpServer"], Texts(config["Entrypoint"]));
        Assert.Equal(["CMD", "/app/Hatago.McpServer", "--probe", "ready"], Texts(inspected["Healthcheck"]?["Test"]));
        Assert.DoesNotContain(Texts(config["Env"]), variable => Regex.IsMatch(variable, "secret|token|password|key|nuget", RegexOptions.IgnoreCase));
    }

    [Fact]
    public async Task No_layer_has_source_a_build_tool_a_shell_a_package_cache_or_a_key()
    {
        using var folder = new TemporaryFolder();
        var archive = Path.Combine(folder.Path, "image.tar");
        await image.Podman.RunAsync(Cancellation, "save", "--format", "docker-archive", "--output", archive, ServerImage.Tag);

        var files = Files(archive);

        Assert.Contains("app/Hatago.McpServer.r2r.dll", files); // Compiled, and .NET with it.
        Assert.Contains("plugins", files);
        Assert.Contains("trust", files);
        Assert.DoesNotContain(files, file => Regex.IsMatch(
            file, @"\.(cs|csproj|props|pdb|xml|pem|pfx|key|nupkg|user)$|(^|/)(bash|sh|dash|busybox|apt|curl|git|obj|sdk|\.nuget|\.git|source|packages\.lock\.json|nuget\.config)(/|$)", RegexOptions.IgnoreCase));
    }

    /// <summary>Of every layer, so that what a later one hides is seen as well.</summary>
    private static List<string> Files(string archive)
    {
        var files = new List<string>();
        using var layers = new TarReader(File.OpenRead(archive));
        while (layers.GetNextEntry(copyData: true) is { } layer)
        {
            if (!layer.Name.EndsWith(".tar", StringComparison.Ordinal) || layer.DataStream is null)
                continue;
            using var entries = new TarReader(layer.DataStream);
            while (entries.GetNextEntry() is { } entry)
                files.Add(entry.Name.TrimStart('.', '/').TrimEnd('/'));
        }

        return files;
    }

    private static string[] Texts(JsonNode? array) => [.. (array?.AsArray() ?? []).Select(item => item!.GetValue<string>())];

    /// <summary>To the container's user: a temporary folder is its owner's alone.</summary>
    private static Task OpenAsync(params string[] folders) => UnixCommand.RunAsync("chmod", ["go+rx", .. folders]);
}
