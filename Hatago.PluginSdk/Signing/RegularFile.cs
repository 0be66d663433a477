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

    /// <exception cref="PluginFolderException">No regular file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileInfo(path) is { Exists: true, Attributes: var attributes } && (attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) == 0
                ? File.OpenHandle(path)
                : throw new PluginFolderException($"'{Name(path)}' is no regular file");
        }

        var named = Status(CurrentDirectory, path, NoFollow);
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

    /// <summary>Whether the process's user owns what stands there, a link itself if it is one. Others can change what they own.</summary>
    public static bool IsOwn(string path) => OperatingSystem.IsLinux() && Status(CurrentDirectory, path, NoFollow).Owner == EffectiveUser();

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
