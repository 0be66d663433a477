using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hatago.PluginSdk.Signing;

/// <summary>
/// Opens what is a regular file, and nothing else. .NET opens a fifo and waits for its writer, opens a device and reads for ever,
/// follows a link, and tells none of them from a file. On Linux it is asked of the opened file itself, so nothing can be put in its place between.
/// </summary>
internal static partial class RegularFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800; // O_NONBLOCK: a fifo opens at once. For a regular file it means nothing.
    private const int CloseOnExec = 0x80000;
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;
    private const int OwnerOnly = 0x1c0; // 0700

    /// <exception cref="PluginFolderException">No regular file, or more than is allowed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] ReadAllBytes(string path, int maxBytes, bool followLinks = false)
    {
        using var handle = Open(path, followLinks);
        var length = RandomAccess.GetLength(handle);
        if (length > maxBytes)
            throw new PluginFolderException($"'{Name(path)}' has {length} bytes; at most {maxBytes} are allowed");

        var bytes = new byte[length];
        var size = 0;
        while (size < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(size), size) is > 0 and var read)
            size += read;
        return bytes[..size];
    }

    /// <param name="path">The file.</param>
    /// <param name="followLinks">Whether a link to a regular file is one.</param>
    /// <exception cref="PluginFolderException">No regular file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path, bool followLinks = false)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileInfo(path) is { Exists: true, Attributes: var attributes } && (attributes & (followLinks ? FileAttributes.Device : FileAttributes.ReparsePoint | FileAttributes.Device)) == 0
                ? File.OpenHandle(path)
                : throw new PluginFolderException($"'{Name(path)}' is no regular file");
        }

        var named = Status(CurrentDirectory, path, followLinks ? 0 : NoFollow);
        if ((named.Mode & TypeMask) != RegularType)
            throw new PluginFolderException($"'{Name(path)}' is no regular file");

        var handle = new SafeFileHandle(OpenFile(path, ReadOnly | NonBlocking | CloseOnExec), ownsHandle: true);
        try
        {
            if (handle.IsInvalid)
                throw Failure(path);
            var opened = Status(handle.DangerousGetHandle().ToInt32(), "", EmptyPath);
            return opened.Inode == named.Inode && opened.DeviceMajor == named.DeviceMajor && opened.DeviceMinor == named.DeviceMinor
                ? handle
                : throw new PluginFolderException($"'{Name(path)}' was replaced while it was read");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Tells a folder that only the process's user can change from any other that stands in its place: no link, mode 0700, ours.</summary>
    /// <returns>The same as long as it is the same folder; <see langword="null"/> for anything else.</returns>
    public static string? OwnFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return new DirectoryInfo(path) is { Exists: true, LinkTarget: null } ? path : null;
        try
        {
            var status = Status(CurrentDirectory, path, NoFollow);
            return status.Mode == (FolderType | OwnerOnly) && status.Owner == EffectiveUser() ? $"{status.DeviceMajor}:{status.DeviceMinor}:{status.Inode}" : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static FileStatus Status(int directory, string path, int flags) =>
        StatusOf(directory, path, flags, BasicStats, out var status) == 0 ? status : throw Failure(path);

    private static IOException Failure(string path) => new($"'{Name(path)}' cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    private static string Name(string path) => StatementPath.Printable(Path.GetFileName(path));

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOf(int directory, string path, int flags, uint mask, out FileStatus status);

    /// <summary><c>struct statx</c>, which is the same on every architecture (statx(2)).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
