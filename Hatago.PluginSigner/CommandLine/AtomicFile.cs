using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hatago.PluginSigner.CommandLine;

/// <summary>Writes a file whole or not at all: whoever reads meanwhile sees the old one or the new one.</summary>
internal static partial class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(FolderOf(path), path, content);

    /// <summary>
    /// The same into a folder of which every file counts: what is not whole yet stands in the folder above, so that nobody who
    /// verifies or signs the folder meanwhile sees a file more. Where that cannot be, as when the folder is a mount of its own, it stands in the folder.
    /// </summary>
    public static void WriteFromAbove(string path, ReadOnlySpan<byte> content)
    {
        if (Path.GetDirectoryName(FolderOf(path)) is not { } above || !TryWrite(above, path, content))
            Write(path, content);
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static bool TryWrite(string by, string path, ReadOnlySpan<byte> content)
    {
        try
        {
            Write(by, path, content);
            return true;
        }
        catch (Exception notThere) when (notThere is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Write(string by, string path, ReadOnlySpan<byte> content)
    {
        var next = Path.Combine(by, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            using (var file = new FileStream(next, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            Rename(next, path);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }

    /// <summary>Not <see cref="File.Move(string, string, bool)"/>, which copies where it cannot rename: whoever reads then sees a part.</summary>
    private static void Rename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
            File.Move(from, to, overwrite: true);
        else if (RenameFile(from, to) != 0)
            throw new IOException($"'{to}' cannot be written: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);
}
