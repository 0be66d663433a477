using System.Buffers;
using System.Security.Cryptography;

namespace Hatago.PluginSdk.Signing;

/// <summary>The files of a plugin's folder, within limits: what a signature is over.</summary>
internal static class PluginFolder
{
    /// <summary>The most bytes of all files together.</summary>
    public const long MaxBytes = 1L << 30;

    private const int MaxDepth = 16;
    private const int BufferSize = 128 * 1024;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <returns>Every file of the folder and the folders in it, sorted by path (ordinal), the signature too.</returns>
    /// <exception cref="PluginFolderException">A link, something that is neither file nor folder, or too much.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<FolderFile> List(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new PluginFolderException("the folder is a symbolic link; a plugin is a folder of its own");

        var files = new List<FolderFile>();
        var folders = new Stack<(string Path, string FullPath, int Depth)>([("", folder, 1)]);
        var (entries, bytes) = (0, 0L);
        while (folders.TryPop(out var current))
        {
            if (current.Depth > MaxDepth)
                throw new PluginFolderException($"'{StatementPath.Printable(current.Path)}' is {current.Depth} folders deep; at most {MaxDepth} are allowed");

            foreach (var entry in new DirectoryInfo(current.FullPath).EnumerateFileSystemInfos("*", Everything))
            {
                var path = current.Path + entry.Name;
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    throw new PluginFolderException($"'{StatementPath.Printable(path)}' is a symbolic link; a plugin has regular files only");
                if (path.Contains('\uFFFD'))
                    throw new PluginFolderException($"the name of '{StatementPath.Printable(path)}' is no UTF-8"); // Read so, two names would be one.
                if (++entries > PluginStatement.MaxFiles)
                    throw new PluginFolderException($"it has more than {PluginStatement.MaxFiles} files and folders");

                if (entry is FileInfo file)
                {
                    files.Add(new(path, file.FullName, file.Length));
                    bytes += file.Length;
                }
                else
                {
                    folders.Push((path + "/", entry.FullName, current.Depth + 1));
                }

                if (bytes > MaxBytes)
                    throw new PluginFolderException($"its files have more than {MaxBytes} bytes");
            }
        }

        files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return files;
    }

    /// <summary>Reads each file once, in parallel, a buffer at a time.</summary>
    /// <returns>In the order of <paramref name="files"/>.</returns>
    /// <exception cref="PluginFolderException">No regular file, or one that grows while it is read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<IReadOnlyList<StatementFile>> DigestAsync(
        IReadOnlyList<FolderFile> files, IProgress<FolderProgress>? progress, CancellationToken cancellation)
    {
        var digests = new StatementFile[files.Count];
        var (total, done, bytes) = (files.Sum(file => file.Size), 0, 0L);
        await Parallel.ForAsync(0, files.Count, cancellation, (index, token) =>
        {
            digests[index] = Digest(files[index], token);
            progress?.Report(new(Interlocked.Increment(ref done), files.Count, Interlocked.Add(ref bytes, digests[index].Size), total));
            return ValueTask.CompletedTask;
        });
        return digests;
    }

    private static StatementFile Digest(FolderFile file, CancellationToken cancellation)
    {
        using var handle = RegularFile.Open(file.FullPath);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var size = 0L;
            while (RandomAccess.Read(handle, buffer, size) is > 0 and var read)
            {
                cancellation.ThrowIfCancellationRequested();
                size += read;
                if (size > file.Size)
                    throw new PluginFolderException($"'{StatementPath.Printable(file.Path)}' changed while it was read");
                hash.AppendData(buffer, 0, read);
            }

            return new(file.Path, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
