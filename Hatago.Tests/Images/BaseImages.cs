using System.Text.RegularExpressions;
using Hatago.Tests.Signing;

namespace Hatago.Tests.Images;

/// <summary>
/// The base images of <c>deploy/Dockerfile</c>, under their names there, made of this machine's own .NET: no registry is reached. The
/// runtime's has what Microsoft's chiseled one has that matters here: the libraries that .NET needs, the user, no shell.
/// The SDK's is empty, and gets this machine's programs mounted while it builds.
/// </summary>
internal static partial class BaseImages
{
    public static string Dockerfile { get; } = Path.Combine(Repository.Root, "deploy", "Dockerfile");

    private static string Dotnet { get; } = Path.GetDirectoryName(new FileInfo(Executables.Find("dotnet")!).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Executables.Find("dotnet")!)!;

    /// <summary>The folder of the user who builds, in the image.</summary>
    private const string Home = "/home/build";

    /// <summary>For the build: the machine's programs and packages.</summary>
    public static string[] Mounts { get; } =
    [
        "--volume", "/usr:/usr:ro",
        "--volume", "/etc:/etc:ro",
        "--volume", $"{Dotnet}:/dotnet:ro",
        "--volume", $"{Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget")}:{Home}/.nuget",
    ];

    /// <summary>For the build: the ones made here have another digest.</summary>
    public static string[] Arguments { get; } = ["--build-arg", $"SDK_IMAGE={Named("SDK_IMAGE")}", "--build-arg", $"RUNTIME_IMAGE={Named("RUNTIME_IMAGE")}"];

    /// <summary>Name, version and digest.</summary>
    public static string Pinned(string argument) =>
        Regex.Match(File.ReadAllText(Dockerfile), $"^ARG {argument}=(.+)$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>What the image sets an environment variable to.</summary>
    public static string Variable(string name) =>
        Regex.Match(File.ReadAllText(Dockerfile), $@"^(?:ENV|   ) {name}=(\S+)", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>Name and version.</summary>
    public static string Named(string argument) => Pinned(argument).Split('@')[0];

    public static async Task BuildAsync(Podman podman, CancellationToken cancellation)
    {
        using var context = new TemporaryFolder();
        await AddRuntimeAsync(Directory.CreateDirectory(Path.Combine(context.Path, "runtime")).FullName, cancellation);
        AddEmptySdk(Directory.CreateDirectory(Path.Combine(context.Path, "sdk")).FullName);
        await BuildAsync(podman, context.Path, "RUNTIME_IMAGE", """
            FROM scratch
            COPY runtime /
            ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true
            USER 1654
            """, cancellation);
        await BuildAsync(podman, context.Path, "SDK_IMAGE", $"""
            FROM scratch
            COPY sdk /
            ENV PATH=/dotnet:/usr/bin:/bin HOME={Home} DOTNET_RUNNING_IN_CONTAINER=true NUGET_CERT_REVOCATION_MODE=offline MSBUILDDISABLENODEREUSE=1
            """, cancellation);
    }

    private static async Task BuildAsync(Podman podman, string context, string argument, string dockerfile, CancellationToken cancellation)
    {
        var file = Path.Combine(context, argument);
        await File.WriteAllTextAsync(file, dockerfile, cancellation);
        await podman.BuildAsync(context, file, Named(argument), cancellation);
    }

    private static async Task AddRuntimeAsync(string root, CancellationToken cancellation)
    {
        foreach (var library in await LibrariesAsync(cancellation))
        {
            var target = Directory.CreateDirectory(root + Path.GetDirectoryName(library)).FullName;
            File.Copy(library, Path.Combine(target, Path.GetFileName(library)), overwrite: true);
        }

        foreach (var folder in Directory.GetDirectories(Path.Combine(root, "usr"), "lib*").Select(Path.GetFileName))
            File.CreateSymbolicLink(Path.Combine(root, folder!), Path.Combine("usr", folder!));
        Directory.CreateDirectory(Path.Combine(root, "tmp"));
        await UnixCommand.RunAsync("chmod", "1777", Path.Combine(root, "tmp"));
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        await File.WriteAllTextAsync(Path.Combine(root, "etc", "passwd"), "root:x:0:0::/root:/sbin/nologin\napp:x:1654:1654::/home/app:/sbin/nologin\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(root, "etc", "group"), "root:x:0:\napp:x:1654:\n", cancellation);
    }

    /// <summary>What the frameworks are linked with, and OpenSSL, which they load by name; where they are, with merged /usr.</summary>
    private static async Task<IEnumerable<string>> LibrariesAsync(CancellationToken cancellation)
    {
        string[] binaries = [Path.Combine(Dotnet, "dotnet"), .. Directory.GetFiles(Path.Combine(Dotnet, "shared"), "*.so", SearchOption.AllDirectories)];
        await using var ldd = new ConsoleProcess("ldd", binaries, [("LD_LIBRARY_PATH", "")]);
        await ldd.ExitAsync(cancellation);
        var linked = ldd.Output.Select(line => Library().Match(line).Value).Where(path => path.Length > 0 && !path.StartsWith(Dotnet, StringComparison.Ordinal)).ToList();
        var system = Path.GetDirectoryName(linked.First(path => Path.GetFileName(path).StartsWith("libc.so", StringComparison.Ordinal)))!;
        return linked.Concat([Path.Combine(system, "libssl.so.3"), Path.Combine(system, "libcrypto.so.3")])
            .Select(path => path.StartsWith("/usr", StringComparison.Ordinal) ? path : "/usr" + path).Distinct();
    }

    private static void AddEmptySdk(string root)
    {
        foreach (var folder in new[] { "usr", "etc", "home", "dotnet", "tmp" })
            Directory.CreateDirectory(Path.Combine(root, folder));
        foreach (var folder in new[] { "bin", "sbin", "lib", "lib64" })
            File.CreateSymbolicLink(Path.Combine(root, folder), Path.Combine("usr", folder));
    }

    [GeneratedRegex(@"/\S+\.so[.0-9]*(?= \()")]
    private static partial Regex Library();
}
