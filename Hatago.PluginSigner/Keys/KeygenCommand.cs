using System.CommandLine;
using System.Text;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Keys;

internal static class KeygenCommand
{
    private static readonly Option<string> Algorithm = new("--algorithm")
    {
        Description = $"One of {string.Join(", ", SignatureAlgorithms.All)}.",
        DefaultValueFactory = _ => SignatureAlgorithms.Ed25519,
    };

    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The folder to write to; made if it is missing.", Required = true };

    public static Command Create()
    {
        Algorithm.AcceptOnlyFromAmong([.. SignatureAlgorithms.All]);
        var command = new Command("keygen", "Makes a key pair: <first 16 of the key id>.private.pem and .public.pem.") { Algorithm, Out, Passphrase.File };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var passphrase = Passphrase.Read(parsed);
        var folder = parsed.GetRequiredValue(Out);
        folder.Create();
        using var key = SigningKey.Generate(parsed.GetRequiredValue(Algorithm));
        var name = Path.Combine(folder.FullName, key.Public.KeyId[..16]);
        var generated = new GeneratedKey(key.Public.KeyId, key.Public.Algorithm, $"{name}.private.pem", $"{name}.public.pem", passphrase is not null);
        Write(generated, key, passphrase);
        if (passphrase is null)
            Output.Warn($"the private key is not encrypted; --passphrase-file or {Passphrase.Variable} would encrypt it");

        Output.Write(parsed, generated, SignerJson.Default.GeneratedKey,
            [$"key id   {generated.KeyId}", $"private  {generated.PrivateKeyFile}", $"public   {generated.PublicKeyFile}"]);
        return ExitCode.Done;
    }

    /// <summary>Both or none, and over nothing that is there.</summary>
    internal static void Write(GeneratedKey generated, SigningKey key, string? passphrase)
    {
        if (File.Exists(generated.PublicKeyFile))
            throw new SignerException(ExitCode.InputOutput, $"{generated.PublicKeyFile} is there already; a key is not written over another");

        PrivateKeyFile.Write(generated.PrivateKeyFile, key, passphrase);
        try
        {
            AtomicFile.Write(generated.PublicKeyFile, Encoding.ASCII.GetBytes(key.Public.ToPem()));
        }
        catch
        {
            File.Delete(generated.PrivateKeyFile);
            throw;
        }
    }
}
