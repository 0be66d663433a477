using System.Collections.Frozen;
using System.Collections.Immutable;
using Hatago.McpServer.Signing;
using Hatago.PluginLoading;
using ModelContextProtocol.Protocol;

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

    public CatalogSnapshot(IEnumerable<ServedPlugin> served, IEnumerable<RefusedPlugin> refused)
    {
        var all = served.ToArray();
        Plugins = [.. all.Select(one => one.Plugin)];
        Refused = [.. refused];
        Decisions = Refused.Select(one => one.Decision).OfType<PluginDecision>().Where(one => Plugins.All(plugin => plugin.Name != one.Plugin))
            .Concat(all.Select(one => one.Decision)).ToFrozenDictionary(one => one.Plugin);
        _tools = Plugins
            .SelectMany(plugin => plugin.Tools.Select(tool => (plugin, tool)))
            .ToFrozenDictionary(entry => ToolNames.Key(entry.tool.Name));
        _prompts = Plugins
            .SelectMany(plugin => plugin.Prompts.Select(prompt => (plugin, prompt)))
            .ToFrozenDictionary(entry => entry.prompt.Name, entry => (entry.plugin, entry.prompt));
    }

    public ImmutableArray<LoadedPlugin> Plugins { get; }

    /// <summary>Folders whose content is not served as it is now; an older version of the same plugin may be.</summary>
    public ImmutableArray<RefusedPlugin> Refused { get; }

    /// <summary>About the signature of what is served, else of what is refused, by name.</summary>
    public FrozenDictionary<string, PluginDecision> Decisions { get; }

    public (LoadedPlugin Plugin, CheckedTool Tool)? FindTool(string name) => _tools.TryGetValue(ToolNames.Key(name), out var found) ? found : null;

    public (LoadedPlugin Plugin, CheckedPrompt Prompt)? FindPrompt(string name) => _prompts.TryGetValue(name, out var found) ? found : null;

    public (LoadedPlugin Plugin, CheckedResource Resource)? FindResource(string uri)
    {
        foreach (var plugin in Plugins)
        {
            if (plugin.Resources.FirstOrDefault(resource => resource.IsMatch(uri)) is { } resource)
                return (plugin, resource);
        }

        return null;
    }

    /// <summary>The arguments of a prompt, or of a template of resources, if one of them has that name.</summary>
    public (LoadedPlugin Plugin, CompletedArguments Arguments)? FindCompleted(Reference reference, string argument)
    {
        (LoadedPlugin Plugin, CompletedArguments Arguments)? found = reference switch
        {
            PromptReference { Name: { } name } when FindPrompt(name) is var (plugin, its) => (plugin, its.Completed),
            ResourceTemplateReference { Uri: { } uri } when FindTemplate(uri) is var (plugin, its) => (plugin, its.Completed),
            _ => null,
        };
        return found?.Arguments.Has(argument) is true ? found : null;
    }

    private (LoadedPlugin Plugin, CheckedResource Resource)? FindTemplate(string template)
    {
        foreach (var plugin in Plugins)
        {
            if (plugin.Resources.FirstOrDefault(one => one.Resource.IsTemplated && one.Completed.Name == template) is { } resource)
                return (plugin, resource);
        }

        return null;
    }
}
