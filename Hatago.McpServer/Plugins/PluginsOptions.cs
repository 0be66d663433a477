using Hatago.ServiceDefaults.Configuration;

namespace Hatago.McpServer.Plugins;

internal sealed record PluginsOptions
{
    /// <summary>Holds one folder a plugin; relative to the working directory. A default folder that is missing is an empty one.</summary>
    public string PluginsDir { get; init; } = "plugins";

    /// <summary>The longest that a version which is replaced waits for its calls, where its manifest names no time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Comma-separated names of plugins without which the server is not ready.</summary>
    public string RequiredPlugins { get; init; } = "";

    /// <summary>Joins a plugin's prefix and a tool's name; <c>_</c> also replaces the dots in names, for clients that allow none.</summary>
    public string ToolSeparator { get; init; } = ".";

    public IReadOnlyList<string> Required => EnvironmentVariable.Split(RequiredPlugins);
}
