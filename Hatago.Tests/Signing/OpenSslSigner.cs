using System.Formats.Asn1;
using System.Numerics;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>Makes keys and signatures with the openssl command, in the files of one folder.</summary>
internal sealed class OpenSslSigner(string folder)
{
    private const string Private = "key.private.pem";
    private const string Public = "key.pem";
    private const string Message = "message.bin";
    private const string Signature = "signature.bin";

    private static readonly string[] Pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_mgf1_md:sha256", "-sigopt"];

    public string PublicPem => File.ReadAllText(Path.Combine(folder, Public));

    public string PrivatePem => File.ReadAllText(Path.Combine(folder, Private));

    /// <param name="options">Of <c>openssl genpkey</c>.</param>
    public async Task GenerateAsync(params string[] options)
    {
        await OpenSsl.RunAsync(folder, ["genpkey", .. options, "-out", Private]);
        await OpenSsl.RunAsync(folder, "pkey", "-in", Private, "-pubout", "-out", Public);
    }

    public Task GenerateForAsync(string algorithm) => algorithm switch
    {
        SignatureAlgorithms.Ed25519 => GenerateAsync("-algorithm", "ed25519"),
        SignatureAlgorithms.EcdsaP256 => GenerateAsync("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        _ => GenerateAsync("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    };

    /// <summary>As the format wants it: r‖s with the lower s for ECDSA.</summary>
    public async Task<byte[]> SignAsync(string algorithm, byte[] message) => algorithm switch
    {
        SignatureAlgorithms.Ed25519 => await SignAsync(message, "pkeyutl", "-sign", "-rawin", "-inkey", Private, "-in", Message, "-out", Signature),
        SignatureAlgorithms.EcdsaP256 => EcdsaVerificationKey.WithLowS(FromDer(await DigestAndSignAsync(message))),
        _ => await DigestAndSignAsync(message, [.. Pss, "rsa_pss_saltlen:32"]),
    };

    public Task<byte[]> DigestAndSignAsync(byte[] message, params string[] options) =>
        SignAsync(message, ["dgst", "-sha256", "-sign", Private, .. options, "-out", Signature, Message]);

    public Task<byte[]> SignPssAsync(byte[] message, string salt) => DigestAndSignAsync(message, [.. Pss, $"rsa_pss_saltlen:{salt}"]);

    /// <summary>Whether openssl takes a signature of ours under a public key of ours.</summary>
    public async Task<bool> VerifiesAsync(VerificationKey key, byte[] message, byte[] signature)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, Public), key.ToPem());
        await File.WriteAllBytesAsync(Path.Combine(folder, Message), message);
        await File.WriteAllBytesAsync(Path.Combine(folder, Signature), key.Algorithm == SignatureAlgorithms.EcdsaP256 ? ToDer(signature) : signature);
        var (exitCode, _) = await OpenSsl.ExitAsync(folder, key.Algorithm switch
        {
            SignatureAlgorithms.Ed25519 => ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", Public, "-sigfile", Signature, "-in", Message],
            SignatureAlgorithms.EcdsaP256 => ["dgst", "-sha256", "-verify", Public, "-signature", Signature, Message],
            _ => ["dgst", "-sha256", "-verify", Public, .. Pss, "rsa_pss_saltlen:32", "-signature", Signature, Message],
        });
        return exitCode == 0;
    }

    private async Task<byte[]> SignAsync(byte[] message, params string[] command)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, Message), message);
        await OpenSsl.RunAsync(folder, command);
        return await File.ReadAllBytesAsync(Path.Combine(folder, Signature));
    }

    private static byte[] FromDer(byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        return [.. Fixed(reader.ReadInteger()), .. Fixed(reader.ReadInteger())];
    }

    private static byte[] Fixed(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] ToDer(byte[] signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }
}
