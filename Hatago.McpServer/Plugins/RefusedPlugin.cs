namespace Hatago.McpServer.Plugins;

/// <summary>A plugin folder that is not served, and everything that is wrong with it.</summary>
internal sealed record RefusedPlugin(string Name, IReadOnlyList<string> Reasons);
