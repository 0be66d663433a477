using System.Reflection;
using System.Runtime.Loader;

namespace Hatago.PluginLoading;

/// <summary>
/// A plugin's own assemblies, apart from every other plugin's and unloadable. Only what plugin and server talk through
/// is shared, so that its types are the same on both sides.
/// </summary>
internal sealed class PluginLoadContext(string name, string folder, string entryAssembly) : AssemblyLoadContext(name, isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(Path.Combine(folder, entryAssembly));

    public bool IsUnloaded { get; private set; }

    public new void Unload()
    {
        IsUnloaded = true;
        base.Unload();
    }

    public Assembly LoadEntryAssembly() => LoadFromAssemblyPath(Path.Combine(folder, entryAssembly));

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsShared(assemblyName.Name!) && InFolder(_resolver.ResolveAssemblyToPath(assemblyName)) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        InFolder(_resolver.ResolveUnmanagedDllToPath(unmanagedDllName)) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    /// <summary>A plugin's .deps.json may name files elsewhere: in a package cache, or by a path that leads out. Those nobody verified.</summary>
    private string? InFolder(string? path) =>
        path is not null && Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;

    private static bool IsShared(string assembly) =>
        assembly is "Hatago.PluginSdk" or "ModelContextProtocol.Core"
        || (assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && assembly.EndsWith(".Abstractions", StringComparison.Ordinal));
}
