namespace Hatago.McpServer.Plugins;

/// <summary>Tool names have dots; a client that allows none sees and calls them with underscores.</summary>
internal static class ToolNames
{
    public static string Listed(string? prefix, string name, string separator) =>
        (prefix is null ? name : $"{prefix}.{name}").Replace(".", separator, StringComparison.Ordinal);

    /// <summary>What both spellings of a name have in common: tools are found by it, and two with the same one collide.</summary>
    public static string Key(string name) => name.Replace('.', '_');
}
