using Hatago.PluginSdk;

namespace Hatago.PluginLoading;

/// <summary>Passes on what a plugin says of its resources, with the plugin's name.</summary>
internal sealed class ResourceUpdates(string plugin, Action<string, string> updated) : IResourceUpdates
{
    public void Updated(string uri) => updated(plugin, uri);
}
