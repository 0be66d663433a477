using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Signing;

/// <summary>The trust store as it counts now: that of the folder, or the last good one while the folder is broken.</summary>
internal sealed class TrustSource(IOptions<SigningOptions> options, ILogger<TrustSource> logger)
{
    private readonly Lock _lock = new();
    private volatile TrustStore _current = TrustStore.Empty;
    private string? _seen = "";

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
                var files = TrustFiles.Read(Folder);
                if (files?.Fingerprint == _seen && Problem is null)
                    return false;
                if (files is null && _current != TrustStore.Empty)
                    throw new FileNotFoundException($"there is no {TrustDocument.FileName} any more");

                _current = files is null ? TrustStore.Empty : TrustStore.Parse(files);
                (_seen, Problem) = (files?.Fingerprint, null);
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
}
