using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hatago.PluginSdk;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Hatago.PluginLoading;

/// <summary>Runs a plugin's start: loads its assemblies, builds its container, describes its tools, prompts and resources.</summary>
internal sealed class PluginActivator(PluginContainer containers)
{
    private readonly LoadContexts _contexts = new();

    /// <summary>Lets go of code that was unloaded; to be called now and then.</summary>
    public void Forget() => _contexts.Forget();

    /// <param name="folder">Where its files are; nobody changes them while it is loaded.</param>
    /// <param name="manifest">Read from there.</param>
    /// <param name="separator">Joins prefix and name of a tool.</param>
    /// <exception cref="Exception">Whatever the plugin's code throws; nothing of it stays loaded.</exception>
    public async Task<LoadedPlugin> ActivateAsync(DirectoryInfo folder, PluginManifest manifest, string separator)
    {
        var context = _contexts.Add(new(manifest.Name, folder.FullName, manifest.EntryAssembly));
        ServiceProvider? services = null;
        try
        {
            var types = context.LoadEntryAssembly().GetTypes();
            services = containers.Build(manifest, types);
            return Describe(folder, manifest, context, services, types, separator);
        }
        catch
        {
            try
            {
                if (services is not null)
                    await services.DisposeAsync();
            }
            finally
            {
                context.Unload();
            }

            throw;
        }
    }

    /// <summary>A plugin of types that are loaded already, and stay.</summary>
    public LoadedPlugin Activate(PluginManifest manifest, Type[] types, string separator) =>
        Describe(new(AppContext.BaseDirectory), manifest, context: null, containers.Build(manifest, types), types, separator);

    /// <summary>Why a plugin could not be loaded, in words.</summary>
    public static IReadOnlyList<string> Reasons(Exception exception) => exception switch
    {
        ReflectionTypeLoadException types => [.. types.LoaderExceptions.OfType<Exception>().Select(one => one.Message).Distinct()],
        TargetInvocationException { InnerException: { } inner } => Reasons(inner),
        _ => [exception.Message],
    };

    private static LoadedPlugin Describe(DirectoryInfo folder, PluginManifest manifest, PluginLoadContext? context, ServiceProvider services, Type[] types, string separator)
    {
        var json = Json();
        CheckedTool[] tools = [.. Methods<McpServerToolTypeAttribute, McpServerToolAttribute>(types).Select(method => Tool(manifest, services, method, separator, json))];
        var unknown = manifest.Slo?.Tools.Keys.Except(tools.Select(tool => tool.OwnName)).ToArray() ?? [];
        if (unknown.Length > 0)
            throw new InvalidDataException($"'slo.tools' names {string.Join(", ", unknown.Select(name => $"'{name}'"))}; the plugin's tools are {string.Join(", ", tools.Select(tool => $"'{tool.OwnName}'"))}");
        return new(folder, manifest, context, services)
        {
            Tools = tools,
            Prompts = [.. Methods<McpServerPromptTypeAttribute, McpServerPromptAttribute>(types).Select(method => new CheckedPrompt(
                method.IsStatic
                    ? McpServerPrompt.Create(method, options: new() { Services = services, SerializerOptions = json })
                    : McpServerPrompt.Create(method, request => Target(request.Services!, method), new() { Services = services, SerializerOptions = json }),
                method, json))],
            Resources = [.. Methods<McpServerResourceTypeAttribute, McpServerResourceAttribute>(types).Select(method => new CheckedResource(
                method.IsStatic
                    ? McpServerResource.Create(method, options: new() { Services = services, SerializerOptions = json })
                    : McpServerResource.Create(method, request => Target(request.Services!, method), new() { Services = services, SerializerOptions = json }),
                method))],
        };
    }

    private static CheckedTool Tool(PluginManifest manifest, IServiceProvider services, MethodInfo method, string separator, JsonSerializerOptions json)
    {
        McpServerToolCreateOptions Named(string? name) => new() { Services = services, Name = name, SerializerOptions = json };
        McpServerTool Create(McpServerToolCreateOptions create) => method.IsStatic
            ? McpServerTool.Create(method, options: create)
            : McpServerTool.Create(method, request => Target(request.Services!, method), create);

        // The SDK derives a name from the method when the attribute has none; only then can the prefix be put before it.
        var own = Create(Named(null)).ProtocolTool.Name;
        var tool = Create(Named(ToolNames.Listed(manifest.ToolPrefix, own, separator)));
        if (method.GetCustomAttribute<InputSchemaAttribute>() is { } schema)
            tool.ProtocolTool.InputSchema = Schema(own, schema);
        return new(tool, own, ToolNames.Full(manifest.ToolPrefix, own), method, json, manifest.Slo?.Of(own));
    }

    private static JsonElement Schema(string tool, InputSchemaAttribute schema)
    {
        try
        {
            return JsonElement.Parse(schema.Json) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("type", out var type) && type.ValueEquals("object")
                ? json
                : throw new InvalidDataException($"the input schema of tool '{tool}' is none of an object");
        }
        catch (JsonException invalid)
        {
            throw new InvalidDataException($"the input schema of tool '{tool}' is not valid JSON: {invalid.Message}", invalid);
        }
    }

    /// <summary>
    /// The SDK's options, as options of the plugin's own: what they remember of its types goes with it. .NET lets equal options
    /// share what they remember, so a resolver that resolves nothing makes them differ.
    /// </summary>
    private static JsonSerializerOptions Json()
    {
        var json = new JsonSerializerOptions(McpJsonUtilities.DefaultOptions);
        json.TypeInfoResolverChain.Add(new NoTypes());
        json.MakeReadOnly();
        return json;
    }

    private static object Target(IServiceProvider services, MethodInfo method) =>
        ActivatorUtilities.CreateInstance(services, method.DeclaringType!);

    private static IEnumerable<MethodInfo> Methods<TType, TMethod>(Type[] types) where TType : Attribute where TMethod : Attribute =>
        from type in types
        where type.GetCustomAttribute<TType>() is not null
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
        where method.GetCustomAttribute<TMethod>() is not null
        select method;

    private sealed class NoTypes : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => null;
    }
}
