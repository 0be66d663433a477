namespace Hatago.McpServer.Plugins;

/// <summary>Tool names have dots; a client that allows none sees and calls them with underscores.</summary>
internal static class ToolNames
{
    public static string Listed(string? prefix, string name, string separator) =>
        (prefix is null ? name : $"{prefix}.{name}").Replace(".", separator, StringComparison.Ordinal);

    /// <summary>The names a tool is found by: as listed, and with underscores for dots.</summary>
    public static IEnumerable<string> Spellings(string listed) => new[] { listed, listed.Replace('.', '_') }.Distinct();
}
