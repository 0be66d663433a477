using Hatago.McpServer.Plugins;
using Hatago.PluginLoading;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hatago.Tests.Signing;

/// <summary>Signs plugins' folders, and what no signer would sign.</summary>
internal static class SigningExtensions
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Signs every plugin of the folder.</summary>
    public static async Task<PluginsFolder> SignAsync(this PluginsFolder plugins, params SigningKey[] keys)
    {
        foreach (var folder in new DirectoryInfo(plugins.Path).GetDirectories())
            await SignAsync(folder, TimeProvider.System.GetUtcNow(), keys);
        return plugins;
    }

    public static async Task<PluginStatement> SignAsync(DirectoryInfo folder, DateTimeOffset signedAt, params SigningKey[] keys)
    {
        File.Delete(Path.Combine(folder.FullName, DsseEnvelope.FileName));
        var statement = await StateAsync(folder, signedAt);
        Write(folder, DsseEnvelope.Sign(statement.ToBytes(), keys));
        return statement;
    }

    /// <summary>What there is to sign in the folder. Its code runs.</summary>
    public static async Task<PluginStatement> StateAsync(DirectoryInfo folder, DateTimeOffset signedAt)
    {
        Assert.Empty(new ManifestReader().Read(folder, out var manifest));
        var files = PluginFolder.List(folder.FullName).Where(file => file.Path != DsseEnvelope.FileName).ToList();
        return new()
        {
            Name = manifest.Name,
            Version = manifest.Version,
            SignedAt = new(signedAt.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
            Files = await PluginFolder.DigestAsync(files, null, Cancellation),
            Tools = await ToolsAsync(folder, manifest),
        };
    }

    public static void Write(DirectoryInfo folder, DsseEnvelope envelope) =>
        File.WriteAllBytes(Path.Combine(folder.FullName, DsseEnvelope.FileName), envelope.ToBytes());

    /// <summary>From a copy, as a server does: a test may write over the folder's assemblies, which takes down a process that has them mapped.</summary>
    private static async Task<IReadOnlyList<StatementTool>> ToolsAsync(DirectoryInfo folder, PluginManifest manifest)
    {
        using var staging = new StagingArea();
        using var copy = staging.Copy(folder, Cancellation);
        var activator = new PluginActivator(new(NullLoggerFactory.Instance, new ConfigurationBuilder().Build(), TimeProvider.System, (_, _) => { }));
        await using var plugin = await activator.ActivateAsync(copy.Folder, manifest, ".");
        return [.. plugin.Tools.Select(tool => tool.Pinned()).OrderBy(tool => tool.Name, StringComparer.Ordinal)];
    }
}
