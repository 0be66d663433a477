using Hatago.PluginSdk.Signing;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// Where plugins are copied to before anything is looked at: a folder of this process that nobody else can write to. What is
/// verified there is what runs; the plugins folder may change meanwhile as it likes.
/// </summary>
internal sealed class StagingArea : IDisposable
{
    private const string Prefix = "hatago-staging-";
    private const string LockName = "lock";
    private const int BufferSize = 128 * 1024;

    private readonly Lock _changing = new();
    private (DirectoryInfo Root, string Identity, FileStream Lock)? _area;
    private int _copies;

    /// <returns>A copy in a folder of the same name.</returns>
    /// <exception cref="PluginFolderException">A link, a device, or more than is allowed is in it.</exception>
    /// <exception cref="IOException">It cannot be read, or there is no space.</exception>
    public StagedFolder Copy(DirectoryInfo source, CancellationToken cancellation)
    {
        var files = PluginFolder.List(source.FullName);
        var number = Interlocked.Increment(ref _copies);
        var parent = CreateOwn(Path.Combine(Root().FullName, number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var staged = new StagedFolder(parent, parent.CreateSubdirectory(source.Name));
        try
        {
            foreach (var folder in files.Select(file => Path.GetDirectoryName(file.Path)!).Where(folder => folder.Length > 0).Distinct())
                staged.Folder.CreateSubdirectory(folder);
            Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellation }, file => Copy(file, Path.Combine(staged.Folder.FullName, file.Path), cancellation));
            return staged;
        }
        catch (Exception failure)
        {
            staged.Dispose();
            if (failure is AggregateException { InnerException: { } first })
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    public void Dispose()
    {
        if (_area is not { } area)
            return;
        area.Lock.Dispose();
        if (RegularFile.OwnFolder(area.Root.FullName) == area.Identity)
            Delete(area.Root);
    }

    /// <summary>What is still mapped by code that runs may stay in use; its name goes.</summary>
    internal static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // It is in the folder for temporary files; the next process clears it away.
        }
    }

    private static void Copy(FolderFile file, string target, CancellationToken cancellation)
    {
        using var source = RegularFile.Open(file.FullPath);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead;
        using var copy = new FileStream(target, options);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var size = 0L;
            while (RandomAccess.Read(source, buffer, size) is > 0 and var read)
            {
                cancellation.ThrowIfCancellationRequested();
                size += read;
                if (size > file.Size)
                    throw new PluginFolderException($"'{StatementPath.Printable(file.Path)}' changed while it was read");
                copy.Write(buffer, 0, read);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A folder for temporary files is cleaned by others too: what stands in the place of ours now may be somebody else's.</summary>
    private DirectoryInfo Root()
    {
        lock (_changing)
        {
            if (_area is { } area && RegularFile.OwnFolder(area.Root.FullName) == area.Identity)
                return area.Root;

            _area?.Lock.Dispose();
            _area = null;
            Sweep();
            var root = Directory.CreateTempSubdirectory(Prefix); // Mode 0700.
            var identity = RegularFile.OwnFolder(root.FullName) ?? throw new IOException($"{root.FullName} is not a folder of this process alone");
            _area = (root, identity, OpenLock(Path.Combine(root.FullName, LockName), FileMode.CreateNew));
            return root;
        }
    }

    private static DirectoryInfo CreateOwn(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>
    /// Clears away what processes left that were killed: their locks went with them. Only what is ours: in a folder of somebody else,
    /// what is to be deleted could be something else by then.
    /// </summary>
    private static void Sweep()
    {
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            try
            {
                if (RegularFile.OwnFolder(left.FullName) is null)
                    continue;
                using (OpenLock(Path.Combine(left.FullName, LockName), FileMode.Open))
                    Delete(left);
            }
            catch (Exception used) when (used is IOException or UnauthorizedAccessException)
            {
                // Its process runs, or it is another user's.
            }
        }
    }

    private static FileStream OpenLock(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);
}
