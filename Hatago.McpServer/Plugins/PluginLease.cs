using Hatago.PluginLoading;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Plugins;

/// <summary>What a request asks of a plugin, found once: all its steps see the same version, whose code stays until the end.</summary>
internal sealed class PluginLease<T>(LoadedPlugin plugin, T target) : IDisposable where T : class
{
    private const string Key = "hatago.plugin";

    public LoadedPlugin Plugin => plugin;

    public T Target => target;

    /// <returns>That of the request; none when what it asks for is no plugin's.</returns>
    public static PluginLease<T>? Of(MessageContext request) => request.Items.TryGetValue(Key, out var lease) ? lease as PluginLease<T> : null;

    public void Bind(MessageContext request) => request.Items[Key] = this;

    public void Dispose() => plugin.Leave();
}
