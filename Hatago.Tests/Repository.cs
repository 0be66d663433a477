using System.Reflection;

namespace Hatago.Tests;

/// <summary>Where the files are that tests read and run.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The built server.</summary>
    public static string Server { get; } = Path.Combine(Root, "Hatago.McpServer", "bin", Metadata("ServerConfiguration"), "net10.0", "Hatago.McpServer.dll");

    /// <summary>The built AppHost.</summary>
    public static string AppHost { get; } = Path.Combine(Root, "Hatago.AppHost", "bin", Metadata("ServerConfiguration"), "net10.0", "Hatago.AppHost.dll");

    /// <summary>The built signer.</summary>
    public static string PluginSigner { get; } = Path.Combine(Root, "Hatago.PluginSigner", "bin", Metadata("ServerConfiguration"), "net10.0", "hatago-sign.dll");

    /// <summary>The built program of <c>./hatago check</c>.</summary>
    public static string Check { get; } = Path.Combine(Root, "Hatago.Check", "bin", Metadata("ServerConfiguration"), "net10.0", "hatago-check.dll");

    public static string HelloPlugin { get; } = Path.Combine(Root, "artifacts", "plugins", "hello");

    public static string ConformancePlugin { get; } = Path.Combine(Root, "artifacts", "plugins", "conformance");

    public static string FixturePlugin { get; } = Path.Combine(Root, "artifacts", "fixtures", "fixture");

    public static string StartPlugin { get; } = Path.Combine(Root, "artifacts", "fixtures", "start");

    public static string TracePlugin { get; } = Path.Combine(Root, "artifacts", "fixtures", "trace");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
