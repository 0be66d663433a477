using System.Security.Cryptography;
using System.Text;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Signing;

/// <summary>The trust store as it counts now: that of the folder, or the last good one while the folder is broken.</summary>
internal sealed class TrustSource(IOptions<SigningOptions> options, ILogger<TrustSource> logger)
{
    private readonly Lock _lock = new();
    private volatile TrustStore _current = TrustStore.Empty;
    private string? _seen;

    public string Folder { get; } = Path.GetFullPath(options.Value.TrustDir);

    public TrustStore Current => _current;

    /// <summary>Why the folder cannot be used as it is; <see langword="null"/> when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// Reads the folder when it is not as it was. By its content, not by a watcher: that misses what happens on network file
    /// systems, and to a ConfigMap, which is replaced behind a link.
    /// </summary>
    /// <returns>Whether another store counts now.</returns>
    public bool Refresh()
    {
        lock (_lock)
        {
            try
            {
                var seen = Fingerprint();
                if (seen == _seen)
                    return false;

                _seen = seen;
                _current = seen.Length == 0 && _current == TrustStore.Empty ? TrustStore.Empty : TrustStore.Load(Folder);
                Problem = null;
                logger.TrustStoreRead(Folder, _current.Keys.Count());
                return true;
            }
            catch (Exception broken) when (broken is SignatureFormatException or IOException or UnauthorizedAccessException)
            {
                if (Problem != broken.Message)
                    logger.TrustStoreBroken(Folder, broken.Message, _current.Keys.Count());
                Problem = broken.Message;
                return false;
            }
        }
    }

    /// <returns>Changes with any byte that counts; empty when there is no trust store at all.</returns>
    private string Fingerprint()
    {
        var folder = new DirectoryInfo(Folder);
        if (!folder.Exists)
            return "";

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = folder.EnumerateFiles("*.pem").Concat(folder.EnumerateFiles(TrustDocument.FileName)).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\0"));
            using var content = file.OpenRead();
            hash.AppendData(SHA256.HashData(content));
        }

        return files.Count == 0 ? "" : Convert.ToHexString(hash.GetHashAndReset());
    }
}
