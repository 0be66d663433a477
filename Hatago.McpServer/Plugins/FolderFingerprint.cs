using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Hatago.PluginSdk.Signing;

namespace Hatago.McpServer.Plugins;

/// <summary>Tells whether something in a folder changed, by names, sizes and times: cheap enough for every second.</summary>
internal static class FolderFingerprint
{
    public static string Of(DirectoryInfo folder)
    {
        try
        {
            var entries = new FileSystemEnumerable<string>(folder.FullName, Describe, new() { AttributesToSkip = 0, RecurseSubdirectories = true })
            {
                ShouldRecursePredicate = (ref entry) => entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            var lines = entries.Take(PluginStatement.MaxFiles + 1).Order(StringComparer.Ordinal);
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        }
        catch (Exception changing) when (changing is IOException or UnauthorizedAccessException)
        {
            return changing.Message;
        }
    }

    private static string Describe(ref FileSystemEntry entry) =>
        $"{entry.Directory}/{entry.FileName} {(entry.IsDirectory ? 0 : entry.Length)} {entry.LastWriteTimeUtc.Ticks} {entry.CreationTimeUtc.Ticks} {entry.Attributes}";
}
