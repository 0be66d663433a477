using System.CommandLine;
using System.Text;
using System.Text.Json;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Trusting;

/// <summary>A trust store on disk, read and written as the server reads it.</summary>
internal static class TrustFolder
{
    public static Option<DirectoryInfo> Option { get; } = new("--trust") { Description = "The folder of the trust store (HATAGO_TRUST_DIR of the server).", Required = true };

    /// <exception cref="SignerException">It cannot be used, and why.</exception>
    public static TrustStore Load(DirectoryInfo folder)
    {
        try
        {
            return TrustStore.Load(folder.FullName);
        }
        catch (SignatureFormatException invalid)
        {
            throw new SignerException(ExitCode.InputOutput, $"the trust store {folder.FullName} cannot be used: {invalid.Message}");
        }
    }

    /// <returns>That of the folder, or an empty one where there is none yet.</returns>
    public static TrustStore LoadOrEmpty(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, TrustDocument.FileName)) ? Load(folder) : TrustStore.Empty;

    /// <summary>The key first, then what is said of it: a server that reads between sees a key that it does not trust yet.</summary>
    public static void Write(DirectoryInfo folder, TrustDocument document, VerificationKey? key = null)
    {
        if (key is not null && IsThere(folder, key))
            key = null;
        var text = JsonSerializer.SerializeToUtf8Bytes(document, SigningJson.Readable.TrustDocument);
        Try(folder, text, key);
        folder.Create();
        if (key is not null)
            AtomicFile.Write(Path.Combine(folder.FullName, FileName(key)), Encoding.ASCII.GetBytes(key.ToPem()));
        AtomicFile.Write(Path.Combine(folder.FullName, TrustDocument.FileName), [.. text, (byte)'\n']);
    }

    /// <exception cref="SignerException">Not one key, or none, fits.</exception>
    public static string Resolve(TrustStore trust, string keyIdOrPrefix)
    {
        var fitting = trust.Document.Keys.Keys.Where(key => key.StartsWith(keyIdOrPrefix.ToLowerInvariant(), StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return fitting switch
        {
            _ when keyIdOrPrefix.Length == 0 => throw new SignerException(ExitCode.Usage, "the key id is empty"),
            [var one] => one,
            [] => throw new SignerException(ExitCode.Usage, $"no key id begins with '{keyIdOrPrefix}'; there is {(trust.Document.Keys.Count == 0 ? "none at all" : string.Join(", ", trust.Document.Keys.Keys.Select(key => key[..16])))}"),
            _ => throw new SignerException(ExitCode.Usage, $"'{keyIdOrPrefix}' fits more than one key: {string.Join(", ", fitting)}"),
        };
    }

    /// <summary>Its owner may have laid the key in the folder under a name of their own; two files of one key are none to a server.</summary>
    private static bool IsThere(DirectoryInfo folder, VerificationKey key) =>
        folder.Exists && folder.EnumerateFiles("*.pem").Any(pem => SamePem(File.ReadAllText(pem.FullName), key));

    private static bool SamePem(string pem, VerificationKey key)
    {
        try
        {
            return VerificationKey.FromPem(pem).KeyId == key.KeyId;
        }
        catch (SignatureFormatException)
        {
            return false; // That the file is broken is told by what reads them all.
        }
    }

    private static string FileName(VerificationKey key) => $"{key.KeyId[..16]}.public.pem";

    /// <summary>What a server could not read is not written.</summary>
    private static void Try(DirectoryInfo folder, byte[] document, VerificationKey? key)
    {
        var copy = Directory.CreateTempSubdirectory("hatago-trust-");
        try
        {
            if (folder.Exists)
            {
                foreach (var pem in folder.EnumerateFiles("*.pem"))
                    pem.CopyTo(Path.Combine(copy.FullName, pem.Name));
            }

            if (key is not null)
                File.WriteAllText(Path.Combine(copy.FullName, FileName(key)), key.ToPem());
            File.WriteAllBytes(Path.Combine(copy.FullName, TrustDocument.FileName), document);
            TrustStore.Load(copy.FullName);
        }
        catch (SignatureFormatException invalid)
        {
            throw new SignerException(ExitCode.Usage, $"nothing was written, for the trust store could not be used then: {invalid.Message}");
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }
}
