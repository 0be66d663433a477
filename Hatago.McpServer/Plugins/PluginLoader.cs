using System.Reflection;
using Hatago.PluginSdk;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>Loads one plugin folder: manifest, assemblies, container, tools. Whatever goes wrong refuses that folder only.</summary>
internal sealed class PluginLoader(ManifestReader manifests, PluginContainer containers, IOptions<PluginsOptions> options)
{
    private readonly string _separator = options.Value.ToolSeparator;

    /// <returns>The plugin, or why it is refused and with what exception.</returns>
    public async Task<(LoadedPlugin? Plugin, RefusedPlugin? Refused, Exception? Exception)> LoadAsync(DirectoryInfo folder, CatalogSnapshot beside)
    {
        if (manifests.Read(folder, out var manifest) is { Count: > 0 } problems)
            return (null, new(folder.Name, problems), null);

        var context = new PluginLoadContext(manifest.Name, Path.Combine(folder.FullName, manifest.EntryAssembly));
        ServiceProvider? services = null;
        try
        {
            var types = context.LoadEntryAssembly().GetTypes();
            services = containers.Build(manifest, types);
            var plugin = Describe(manifest, context, services, types);
            if (Conflicts(plugin, beside) is not { Count: > 0 } conflicts)
                return (plugin, null, null);

            await plugin.DisposeAsync();
            return (null, new(folder.Name, conflicts), null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (services is not null)
                await services.DisposeAsync();
            context.Unload();
            return (null, new(folder.Name, Reasons(exception)), exception);
        }
    }

    private LoadedPlugin Describe(PluginManifest manifest, PluginLoadContext context, ServiceProvider services, Type[] types) =>
        new(manifest, context, services)
        {
            Tools = [.. Methods<McpServerToolTypeAttribute, McpServerToolAttribute>(types)
                .Select(method => new CheckedTool(Tool(manifest, services, method), method))],
            Prompts = [.. Methods<McpServerPromptTypeAttribute, McpServerPromptAttribute>(types).Select(method => new CheckedPrompt(
                method.IsStatic
                    ? McpServerPrompt.Create(method, options: new() { Services = services })
                    : McpServerPrompt.Create(method, request => Target(request.Services!, method), new() { Services = services }),
                method))],
            Resources = [.. Methods<McpServerResourceTypeAttribute, McpServerResourceAttribute>(types).Select(method => method.IsStatic
                ? McpServerResource.Create(method, options: new() { Services = services })
                : McpServerResource.Create(method, request => Target(request.Services!, method), new() { Services = services }))],
        };

    private McpServerTool Tool(PluginManifest manifest, IServiceProvider services, MethodInfo method)
    {
        McpServerToolCreateOptions Named(string? name) => new() { Services = services, Name = name };
        McpServerTool Create(McpServerToolCreateOptions create) => method.IsStatic
            ? McpServerTool.Create(method, options: create)
            : McpServerTool.Create(method, request => Target(request.Services!, method), create);

        // The SDK derives a name from the method when the attribute has none; only then can the prefix be put before it.
        var own = Create(Named(null)).ProtocolTool.Name;
        return Create(Named(ToolNames.Listed(manifest.ToolPrefix, own, _separator)));
    }

    private static object Target(IServiceProvider services, MethodInfo method) =>
        ActivatorUtilities.CreateInstance(services, method.DeclaringType!);

    private static IEnumerable<MethodInfo> Methods<TType, TMethod>(Type[] types) where TType : Attribute where TMethod : Attribute =>
        from type in types
        where type.GetCustomAttribute<TType>() is not null
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
        where method.GetCustomAttribute<TMethod>() is not null
        select method;

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

    private static IReadOnlyList<string> Reasons(Exception exception) => exception switch
    {
        ReflectionTypeLoadException types => [.. types.LoaderExceptions.OfType<Exception>().Select(one => one.Message).Distinct()],
        TargetInvocationException { InnerException: { } inner } => Reasons(inner),
        _ => [exception.Message],
    };
}
