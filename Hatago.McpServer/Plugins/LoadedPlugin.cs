using Hatago.PluginSdk;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>A plugin that is served: its manifest, its container and what it brings.</summary>
internal sealed class LoadedPlugin(PluginManifest manifest, PluginLoadContext context, ServiceProvider services) : IAsyncDisposable
{
    public PluginManifest Manifest { get; } = manifest;

    public string Name => Manifest.Name;

    public IServiceProvider Services => services;

    public required IReadOnlyList<CheckedTool> Tools { get; init; }

    public required IReadOnlyList<CheckedPrompt> Prompts { get; init; }

    public required IReadOnlyList<McpServerResource> Resources { get; init; }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        context.Unload();
    }
}
