using Hatago.McpServer.Signing;

namespace Hatago.McpServer.Plugins;

/// <summary>A plugin folder that is not served as it is now, and everything that is wrong with it.</summary>
/// <param name="Name">The folder's.</param>
/// <param name="Reasons">In words.</param>
/// <param name="Decision">About its signature; none when it was not come to.</param>
internal sealed record RefusedPlugin(string Name, IReadOnlyList<string> Reasons, PluginDecision? Decision);
