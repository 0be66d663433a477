namespace Hatago.PluginSdk;

/// <summary>
/// Tells clients that a resource has changed (MCP, <c>notifications/resources/updated</c>). It is in the plugin's container.
/// </summary>
public interface IResourceUpdates
{
    /// <summary>Tells those who subscribed to the resource. Returns at once; changes that come fast are told once.</summary>
    /// <param name="uri">Of one of the plugin's own resources, as a client reads it: of a template, one with its arguments. Another one is ignored.</param>
    void Updated(string uri);
}
