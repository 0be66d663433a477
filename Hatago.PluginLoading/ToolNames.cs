namespace Hatago.PluginLoading;

/// <summary>Tool names have dots; a client that allows none sees and calls them with underscores.</summary>
internal static class ToolNames
{
    /// <summary>What the names of Hatago's own tools begin with: no plugin may take the place of an operator's tool.</summary>
    public static IReadOnlyList<string> OwnPrefixes { get; } = ["concurrency.", "logs.", "security.", "slo."];

    public static bool IsOwn(string name) => OwnPrefixes.Any(prefix => Key(name).StartsWith(Key(prefix), StringComparison.Ordinal));

    /// <summary>The name with the separator that it has by default: what a signature pins.</summary>
    public static string Full(string? prefix, string name) => prefix is null ? name : $"{prefix}.{name}";

    public static string Listed(string? prefix, string name, string separator) => Full(prefix, name).Replace(".", separator, StringComparison.Ordinal);

    /// <summary>What both spellings of a name have in common: tools are found by it, and two with the same one collide.</summary>
    public static string Key(string name) => name.Replace('.', '_');
}
