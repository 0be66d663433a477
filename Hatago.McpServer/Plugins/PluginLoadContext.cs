using System.Reflection;
using System.Runtime.Loader;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// A plugin's own assemblies, apart from every other plugin's and unloadable. Only what plugin and server talk through
/// is shared, so that its types are the same on both sides.
/// </summary>
internal sealed class PluginLoadContext(string name, string entryAssemblyPath) : AssemblyLoadContext(name, isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(entryAssemblyPath);

    public Assembly LoadEntryAssembly() => LoadFromAssemblyPath(entryAssemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsShared(assemblyName.Name!) && _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool IsShared(string assembly) =>
        assembly is "Hatago.PluginSdk" or "ModelContextProtocol.Core"
        || (assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && assembly.EndsWith(".Abstractions", StringComparison.Ordinal));
}
