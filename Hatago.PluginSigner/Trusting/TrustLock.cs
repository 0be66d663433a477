using System.Security.Cryptography;
using System.Text;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Trusting;

/// <summary>One at a time changes a trust store: two that read, change and write would lose what one of them did, a revocation perhaps.</summary>
internal sealed class TrustLock : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Mutex _mutex;

    public TrustLock(DirectoryInfo folder)
    {
        var path = Path.TrimEndingDirectorySeparator(folder.FullName);
        _mutex = new(initiallyOwned: false, @"Global\hatago-trust-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32]);
        try
        {
            if (!_mutex.WaitOne(Limit))
                throw new SignerException(ExitCode.InputOutput, $"another process has been changing {path} for {Limit.TotalSeconds} s; nothing was written");
        }
        catch (AbandonedMutexException)
        {
            // Who had it was killed; what it wrote is whole.
        }
    }

    public void Dispose()
    {
        _mutex.ReleaseMutex();
        _mutex.Dispose();
    }
}
