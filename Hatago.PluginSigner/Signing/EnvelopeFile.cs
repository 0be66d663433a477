using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Signing;

/// <summary>The signature in a plugin's folder.</summary>
internal static class EnvelopeFile
{
    public static string PathIn(DirectoryInfo folder) => Path.Combine(folder.FullName, DsseEnvelope.FileName);

    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="PluginFolderException">It is no regular file: a fifo would be waited for.</exception>
    /// <exception cref="SignatureFormatException">It is no envelope of a plugin.</exception>
    public static SignedStatement? Read(DirectoryInfo folder)
    {
        if (!Path.Exists(PathIn(folder)))
            return null;

        return SignedStatement.Parse(RegularFile.ReadAllBytes(PathIn(folder), DsseEnvelope.MaxBytes));
    }

    /// <returns>What was written, read as a verifier reads it: what it could not read is not written.</returns>
    public static SignedStatement Write(DirectoryInfo folder, DsseEnvelope envelope)
    {
        var bytes = envelope.ToBytes();
        var signed = SignedStatement.Parse(bytes);
        AtomicFile.WriteFromAbove(PathIn(folder), bytes);
        return signed;
    }
}
