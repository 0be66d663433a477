using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Keys;

/// <summary>A private key in PEM: PKCS#8 (RFC 5958), encrypted by PBES2 (RFC 8018) when there is a passphrase.</summary>
internal static class PrivateKeyFile
{
    private const string Plain = "PRIVATE KEY";
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";

    /// <summary>Iterations as OWASP's Password Storage Cheat Sheet asks for with SHA-256.</summary>
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000);

    /// <summary>Only its owner can read it, from its first byte on; an existing file stays.</summary>
    public static void Write(string path, SigningKey key, string? passphrase)
    {
        var pkcs8 = key.ExportPkcs8();
        try
        {
            var pem = passphrase is null
                ? PemEncoding.WriteString(Plain, pkcs8)
                : PemEncoding.WriteString(Encrypted, Pkcs8PrivateKeyInfo.Decode(pkcs8, out _).Encrypt(passphrase, Encryption));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            Fill(file, pem + "\n");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private static void Fill(FileStream file, string pem)
    {
        try
        {
            file.Write(Encoding.ASCII.GetBytes(pem));
            file.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(file.Name); // Part of a key, on a disk that is full.
            throw;
        }
    }

    /// <exception cref="SignerException">No private key that this can use, or the wrong passphrase.</exception>
    public static SigningKey Read(FileInfo file, string? passphrase)
    {
        var pem = File.ReadAllText(file.FullName);
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] is not (Plain or Encrypted))
            throw Unusable(file, $"it is no private key in PKCS#8 PEM (-----BEGIN {Plain}-----); openssl pkcs8 -topk8 makes one of other forms");

        var bytes = Convert.FromBase64String(pem[fields.Base64Data]);
        try
        {
            return SigningKey.Import(pem[fields.Label] == Plain ? bytes : Decrypt(file, bytes, passphrase));
        }
        catch (SignatureFormatException invalid)
        {
            throw Unusable(file, invalid.Message);
        }
    }

    private static byte[] Decrypt(FileInfo file, byte[] encrypted, string? passphrase)
    {
        if (passphrase is null)
            throw Unusable(file, $"it is encrypted; give its passphrase by --passphrase-file or {Passphrase.Variable}");

        try
        {
            return Pkcs8PrivateKeyInfo.DecryptAndDecode(passphrase, encrypted, out _).Encode();
        }
        catch (CryptographicException)
        {
            throw Unusable(file, "the passphrase is wrong");
        }
    }

    private static SignerException Unusable(FileInfo file, string why) => new(ExitCode.InputOutput, $"{file.Name} cannot be used: {why}");
}
