using System.Buffers;

namespace Hatago.PluginSdk.Signing;

/// <summary>
/// What a path in a statement may be: the same file on every file system, and the same to every reader. Printable ASCII only, so no two
/// paths look alike; no part that leads out of the folder; nothing that Windows reads in a way of its own.
/// </summary>
internal static class StatementPath
{
    public const int MaxLength = 512;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+@()[]{}=,;!#$%&'~^ ");

    /// <summary>Devices to Windows, in every folder and with every extension (Naming Files, Paths, and Namespaces).</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. "123456789".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" })], StringComparer.OrdinalIgnoreCase);

    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? Problem(string path)
    {
        if (path.Length is 0 or > MaxLength)
            return $"has {path.Length} characters; allowed are 1 to {MaxLength}";
        if (path.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var at)
            return $"has the character U+{(int)path[at]:X4}; allowed are printable ASCII characters but \\ : * ? \" < > | `";
        foreach (var part in path.Split('/'))
        {
            if (part.Length == 0)
                return "has an empty part; it is relative, with one / between parts";
            if (part is "." or ".." || part[^1] is '.' or ' ')
                return "has a part that is . or .., or ends in a dot or a space";
            if (Devices.Contains(part.Split('.')[0].TrimEnd(' ')))
                return "has a part that is a device to Windows";
        }

        return null;
    }

    /// <summary>A path for a message: what could break a line or deceive a terminal is replaced.</summary>
    public static string Printable(string path) =>
        string.Concat(path.Take(MaxLength).Select(character => character is >= ' ' and <= '~' ? character : '?'));
}
