using System.Security.Cryptography;
using System.Text;

namespace Hatago.PluginSdk.Signing;

/// <summary>The bytes of a trust store's folder, read once: what is compared with the last time is what is parsed.</summary>
internal sealed class TrustFiles
{
    private const int MaxPems = 1000;
    private const int MaxPemBytes = 16 * 1024;

    private TrustFiles(byte[] document, IReadOnlyList<(string Name, byte[] Content)> pems)
    {
        Document = document;
        Pems = pems;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in pems.Prepend((TrustDocument.FileName, document)))
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            hash.AppendData(SHA256.HashData(content));
        }

        Fingerprint = Convert.ToHexString(hash.GetHashAndReset());
    }

    public byte[] Document { get; }

    /// <summary>Sorted by name (ordinal).</summary>
    public IReadOnlyList<(string Name, byte[] Content)> Pems { get; }

    /// <summary>Another one for any other byte.</summary>
    public string Fingerprint { get; }

    /// <returns><see langword="null"/> where there is no trust store: no folder, or neither <c>trust.json</c> nor a key in it.</returns>
    /// <exception cref="SignatureFormatException">A file is no regular file, or there is too much.</exception>
    /// <exception cref="IOException">Something cannot be read, or <c>trust.json</c> is missing.</exception>
    public static TrustFiles? Read(string folder)
    {
        if (!Directory.Exists(folder))
            return null;

        var names = new DirectoryInfo(folder).EnumerateFiles("*.pem").Select(file => file.Name).Take(MaxPems + 1).Order(StringComparer.Ordinal).ToList();
        if (names.Count > MaxPems)
            throw new SignatureFormatException($"the folder has more than {MaxPems} keys");
        if (names.Count == 0 && !File.Exists(Path.Combine(folder, TrustDocument.FileName)))
            return null;

        return new(Read(folder, TrustDocument.FileName, TrustDocument.MaxBytes), [.. names.Select(name => (name, Read(folder, name, MaxPemBytes)))]);
    }

    private static byte[] Read(string folder, string name, int maxBytes)
    {
        try
        {
            return RegularFile.ReadAllBytes(Path.Combine(folder, name), maxBytes, followLinks: true); // A ConfigMap's files are links.
        }
        catch (PluginFolderException irregular)
        {
            throw new SignatureFormatException(irregular.Message);
        }
    }
}
