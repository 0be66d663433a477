using System.Collections.Frozen;
using System.Collections.Immutable;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// Everything that is served at one moment. Immutable: a change of plugins makes a new one, so a call sees one version
/// of a plugin from its lookup to its end.
/// </summary>
internal sealed class CatalogSnapshot
{
    public static CatalogSnapshot Empty { get; } = new([], []);

    private readonly FrozenDictionary<string, (LoadedPlugin Plugin, CheckedTool Tool)> _tools;
    private readonly FrozenDictionary<string, (LoadedPlugin Plugin, CheckedPrompt Prompt)> _prompts;

    public CatalogSnapshot(ImmutableArray<LoadedPlugin> plugins, ImmutableArray<RefusedPlugin> refused)
    {
        Plugins = plugins;
        Refused = refused;
        _tools = plugins
            .SelectMany(plugin => plugin.Tools.Select(tool => (plugin, tool)))
            .ToFrozenDictionary(entry => ToolNames.Key(entry.tool.Name));
        _prompts = plugins
            .SelectMany(plugin => plugin.Prompts.Select(prompt => (plugin, prompt)))
            .ToFrozenDictionary(entry => entry.prompt.Name, entry => (entry.plugin, entry.prompt));
    }

    public ImmutableArray<LoadedPlugin> Plugins { get; }

    public ImmutableArray<RefusedPlugin> Refused { get; }

    public (LoadedPlugin Plugin, CheckedTool Tool)? FindTool(string name) => _tools.TryGetValue(ToolNames.Key(name), out var found) ? found : null;

    public (LoadedPlugin Plugin, CheckedPrompt Prompt)? FindPrompt(string name) => _prompts.TryGetValue(name, out var found) ? found : null;

    public (LoadedPlugin Plugin, McpServerResource Resource)? FindResource(string uri)
    {
        foreach (var plugin in Plugins)
        {
            if (plugin.Resources.FirstOrDefault(resource => resource.IsMatch(uri)) is { } resource)
                return (plugin, resource);
        }

        return null;
    }
}
