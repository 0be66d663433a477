using Hatago.McpServer.Signing;
using Hatago.PluginLoading;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Plugins;

/// <summary>Loads one plugin folder: copy, signature, manifest, code, tools. Whatever goes wrong refuses that folder only.</summary>
internal sealed class PluginLoader(
    StagingArea staging, PluginSecurity security, ManifestReader manifests, PluginActivator activator, IOptions<PluginsOptions> options, ILogger<PluginLoader> logger)
{
    private readonly string _separator = options.Value.ToolSeparator;

    /// <summary>Lets go of code that was unloaded; to be called now and then.</summary>
    public void Forget() => activator.Forget();

    public async Task<LoadResult> LoadAsync(DirectoryInfo folder, CatalogSnapshot beside, CancellationToken cancellation)
    {
        StagedFolder? staged = null;
        LoadedPlugin? plugin = null;
        PluginDecision? decision = null;
        LoadResult result;
        try
        {
            staged = staging.Copy(folder, cancellation);
            decision = await security.DecideAsync(staged.Folder, cancellation);
            result = decision.IsServed ? await LoadAsync(staged, decision, beside, loaded => plugin = loaded) : Refused(decision);
        }
        catch (PluginFolderException invalid)
        {
            result = Refused(security.Refuse(folder.Name, new(SignatureStatus.Invalid, invalid.Message)));
        }
        catch (Exception unread) when (staged is null && unread is IOException or UnauthorizedAccessException)
        {
            result = Refused(security.Refuse(folder.Name, new(SignatureStatus.Error, unread.Message)));
        }
        catch (Exception exception)
        {
            result = LoadResult.Refused(folder.Name, PluginActivator.Reasons(exception), decision, exception);
        }

        if (result.Plugin is null)
            await DiscardAsync(plugin, staged);
        return result;
    }

    private async Task DiscardAsync(LoadedPlugin? plugin, StagedFolder? staged)
    {
        try
        {
            if (plugin is not null)
                await plugin.DisposeAsync();
        }
        catch (Exception exception)
        {
            logger.PluginLeftBehind(plugin!.Name, exception); // Its code failed; it is refused all the same.
        }
        finally
        {
            staged?.Dispose();
        }
    }

    private async Task<LoadResult> LoadAsync(StagedFolder staged, PluginDecision decision, CatalogSnapshot beside, Action<LoadedPlugin> loaded)
    {
        var name = staged.Folder.Name;
        if (manifests.Read(staged.Folder, out var manifest) is { Count: > 0 } problems)
            return LoadResult.Refused(name, problems, decision);
        if (PluginSecurity.Differences(manifest, decision.Verification) is { Count: > 0 } other)
            return Refused(security.Refuse(name, Differing(decision.Verification, other)));

        var plugin = await activator.ActivateAsync(staged.Folder, manifest, _separator);
        loaded(plugin);
        if (PluginSecurity.Differences(plugin, decision.Verification) is { Count: > 0 } differences)
            return Refused(security.Refuse(name, Differing(decision.Verification, differences)));

        return Conflicts(plugin, beside) is { Count: > 0 } conflicts
            ? LoadResult.Refused(name, conflicts, decision) with { IsConflict = true }
            : new(new(plugin, staged, decision), null, null);
    }

    private static Verification Differing(Verification verification, IReadOnlyList<string> differences) =>
        verification with { Status = SignatureStatus.Invalid, Message = string.Join("; ", differences), Differences = differences };

    private static LoadResult Refused(PluginDecision decision) => LoadResult.Refused(decision.Plugin, [decision.Reason], decision);

    /// <summary>Who comes second is refused: a tool must not change its owner with the order of a directory listing.</summary>
    private static IReadOnlyList<string> Conflicts(LoadedPlugin plugin, CatalogSnapshot beside) =>
    [
        .. plugin.Tools.Where(tool => ToolNames.IsOwn(tool.Name))
            .Select(own => $"tool '{own.Name}' has a name that Hatago keeps for its own: {string.Join(", ", ToolNames.OwnPrefixes)}"),
        .. plugin.Tools.GroupBy(tool => ToolNames.Key(tool.Name)).Where(same => same.Count() > 1)
            .Select(same => $"it has tool '{same.First().Name}' twice"),
        .. plugin.Tools.Select(tool => tool.Name)
            .Select(name => (name, owner: beside.FindTool(name)?.Plugin.Name)).Where(taken => taken.owner is not null)
            .Select(taken => $"tool '{taken.name}' is already served by plugin '{taken.owner}'"),
        .. plugin.Prompts.GroupBy(prompt => prompt.Name).Where(same => same.Count() > 1)
            .Select(same => $"it has prompt '{same.Key}' twice"),
        .. plugin.Prompts.Select(prompt => prompt.Name)
            .Select(name => (name, owner: beside.FindPrompt(name)?.Plugin.Name)).Where(taken => taken.owner is not null)
            .Select(taken => $"prompt '{taken.name}' is already served by plugin '{taken.owner}'"),
    ];
}
