using System.Diagnostics;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>What an attacker who can write to the plugins folder does, or gets a trusted key to sign. Each with the status and the reason it ends in.</summary>
internal static class Attacks
{
    private const string Small = "302a300506032b65700321000100000000000000000000000000000000000000000000000000000000000000";

    private static readonly BigInteger Ed25519Order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
    private static readonly BigInteger P256Order = new(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), isUnsigned: true, isBigEndian: true);

    public static IReadOnlyDictionary<string, (Func<AttackSite, Task> Run, string Status, string Reason)> All { get; } = new Dictionary<string, (Func<AttackSite, Task>, string, string)>
    {
        // The folder
        ["no signature"] = Do(site => File.Delete(site.Envelope), "unsigned", "plugin.sig.json is missing"),
        ["a file changed"] = Do(site => Flip(site.File("TracePlugin.dll")), "invalid", "TracePlugin.dll: changed"),
        ["the manifest changed"] = Do(site => Replace(site.File("plugin.json"), "Leaves", "Keeps "), "invalid", "plugin.json: changed"),
        ["a file added"] = Do(site => File.WriteAllText(site.File("more.dll"), ""), "invalid", "more.dll: not signed"),
        ["a hidden file added in a folder"] = Do(site => File.WriteAllText(Path.Combine(Directory.CreateDirectory(site.File(".hidden")).FullName, ".more"), ""), "invalid", ".hidden/.more: not signed"),
        ["a file removed"] = Do(site => File.Delete(site.File("TracePlugin.pdb")), "invalid", "TracePlugin.pdb: missing"),
        ["a file renamed"] = Do(site => File.Move(site.File("TracePlugin.pdb"), site.File("Other.pdb")), "invalid", "TracePlugin.pdb: missing; Other.pdb: not signed"),
        ["a file in another case"] = Do(site => File.Move(site.File("TracePlugin.dll"), site.File("traceplugin.dll")), "invalid", "TracePlugin.dll: missing"),
        ["the assembly of another plugin"] = Do(site => File.Copy(Path.Combine(Repository.FixturePlugin, "FixturePlugin.dll"), site.File("TracePlugin.dll"), overwrite: true), "invalid", "TracePlugin.dll:"),
        ["the signature of another plugin"] = Do(site => File.Copy(Path.Combine(site.Plugins.Path, "hello", DsseEnvelope.FileName), site.Envelope, overwrite: true), "invalid", "the signature is that of plugin 'hello'"),
        ["a symbolic link to a file"] = Do(site => Link(site, "TracePlugin.dll"), "invalid", "'TracePlugin.dll' is a symbolic link"),
        ["a symbolic link to a folder"] = Do(site => Directory.CreateSymbolicLink(site.File("runtimes"), site.Outside), "invalid", "'runtimes' is a symbolic link"),
        ["the folder itself a symbolic link"] = Do(LinkFolder, "invalid", "the folder is a symbolic link"),
        ["a hard link to the outside, changed there"] = Do(HardLink, "invalid", "TracePlugin.pdb: changed"),
        ["a fifo"] = Do(site => Run("mkfifo", site.File("pipe")), "invalid", "'pipe' is no regular file"),
        ["a device"] = Do(site => Run("mknod", site.File("zero"), "c", "1", "5"), "invalid", "'zero' is no regular file"),
        ["a huge file"] = Do(site => Grow(site.File("TracePlugin.pdb"), (1L << 30) + 1), "invalid", "its files have more than 1073741824 bytes"),
        ["a huge count"] = Do(site => Fill(site.Plugin, 10_001), "invalid", "it has more than 10000 files and folders"),
        ["deep nesting"] = Do(site => Directory.CreateDirectory(site.File(string.Join('/', Enumerable.Repeat("d", 17)))), "invalid", "folders deep; at most 16 are allowed"),

        // The statement, signed by a trusted key
        ["traversal"] = Path_("../trace.dll"),
        ["traversal inside"] = Path_("runtimes/../../hello/HelloPlugin.dll"),
        ["an absolute path"] = Path_("/etc/passwd"),
        ["a backslash"] = Path_("runtimes\\native.dll"),
        ["a drive letter"] = Path_("C:evil.dll"),
        ["NUL"] = Path_("TracePlugin.dll\0.txt"),
        ["a look-alike"] = Path_("Tr\u0430cePlugin.dll"), // A Cyrillic a.
        ["a dot at the end"] = Path_("TracePlugin.dll."),
        ["twins in case"] = Do(site => site.SignChanged(statement => AddFile(statement, "TRACEPlugin.dll")), "invalid", "in upper and lower case"),
        ["a file twice"] = Do(site => site.SignChanged(statement => AddFile(statement, "plugin.json")), "invalid", "'files' is not sorted, or has one twice"),
        ["a statement about the signature"] = Path_("plugin.sig.json", "which cannot sign itself"),
        ["a huge size"] = Do(site => site.SignChanged(statement => statement["files"]![0]!["size"] = long.MaxValue), "invalid", "'size' of"),

        // The envelope
        ["an algorithm named in the envelope"] = Do(site => site.Rewrite(text => text.Replace("\"keyid\"", "\"alg\":\"none\",\"keyid\"", StringComparison.Ordinal)), "invalid", "'alg' could not be mapped"),
        ["a signature of another algorithm under the key id"] = Do(SignAs(SignatureAlgorithms.EcdsaP256), "invalid", "the signature is not that of the key"),
        ["another payload type"] = Do(site => site.Rewrite(text => text.Replace("vnd.hatago.plugin", "vnd.hatago.test", StringComparison.Ordinal)), "invalid", "'payloadType' is not"),
        ["duplicate members"] = Do(site => site.Rewrite(text => text.Replace("{\"payloadType\"", "{\"payload\":\"e30=\",\"payloadType\"", StringComparison.Ordinal)), "invalid", "Duplicate property 'payload'"),
        ["trailing bytes"] = Do(site => site.Rewrite(text => text + "{}"), "invalid", "plugin.sig.json is not valid"),
        ["huge JSON"] = Do(site => site.Rewrite(text => text + new string(' ', DsseEnvelope.MaxBytes)), "invalid", "at most 16777216 are allowed"),
        ["a deep envelope"] = Do(site => File.WriteAllText(site.Envelope, new string('[', 100_000)), "invalid", "plugin.sig.json is not valid"),
        ["no signatures"] = Do(site => site.Rewrite(text => text[..text.IndexOf('[')] + "[]}"), "invalid", "'signatures' has 0"),
        ["a signature that is empty"] = Do(site => site.Resign(_ => []), "invalid", "the signature is not that of the key"),
        ["non-canonical S of Ed25519"] = Do(site => site.Resign(AddOrder), "invalid", "the signature is not that of the key"),
        ["high S of ECDSA"] = DoAsync(site => ResignAsync(site, SignatureAlgorithms.EcdsaP256, HighS), "invalid", "the signature is not that of the key"),
        ["ECDSA in DER"] = DoAsync(site => ResignAsync(site, SignatureAlgorithms.EcdsaP256, Der), "invalid", "the signature is not that of the key"),

        // Keys and time
        ["an unknown key"] = DoAsync(SignByStranger, "untrusted", "the trust store does not have the key"),
        ["an expired key"] = Do(site => site.Trust.Trust(site.Key.Public, to: site.Time.GetUtcNow(), plugins: "trace").Trust(Beside(site)), "expired", "the key was valid to"),
        ["a key that is not valid yet"] = Do(site => site.Trust.Trust(site.Key.Public, from: site.Time.GetUtcNow().AddHours(1), plugins: "trace").Trust(Beside(site)), "expired", "the key is valid from"),
        ["a revoked key"] = Do(site => { site.Trust.Trust(Beside(site)); site.Trust.Revoke(site.Key.Public, site.Time.GetUtcNow()); }, "revoked", "it was stolen"),
        ["a key for other plugins"] = Do(site => site.Trust.Trust(site.Key.Public, plugins: ["hello", "tracer", "t?ac"]), "untrusted", "the key may sign hello, tracer, t?ac only"),
        ["one signature where two are asked for"] = Do(site => site.Trust.Demand("trace", signatures: 2), "untrusted", "1 of the 2 signatures"),
        ["an older version under the rollback floor"] = Do(site => site.Trust.Demand("trace", minimumVersion: "1.0.1"), "revoked", "version 1.0.0 is under the minimum 1.0.1"),
        ["a prerelease under the rollback floor"] = DoAsync(PrereleaseAsync, "revoked", "version 1.0.0-rc.1 is under the minimum 1.0.0"),
        ["a clock before signedAt"] = DoAsync(site => site.SignAsync(site.Time.GetUtcNow().AddHours(1), site.Key), "expired", "which is in the future"),
        ["an expired signature"] = Do(site => site.SignChanged(statement =>
        {
            statement["signedAt"] = "2020-01-01T00:00:00Z";
            statement["expiresAt"] = "2020-02-01T00:00:00Z";
        }), "expired", "the signature expired at 2020-02-01T00:00:00Z"),
    };

    /// <summary>Keys that are no keys: with one of them in its folder, the trust store cannot be used at all.</summary>
    public static IReadOnlyDictionary<string, (string Pem, string Problem)> BadKeys { get; } = new Dictionary<string, (string, string)>
    {
        ["RSA of 1024 bits"] = (Rsa(1024), "the RSA key has 1024 bits; allowed are 2048 to 8192"),
        ["RSA with exponent 3"] = (OddExponent(), "the RSA key's exponent is not 65537"),
        ["a small-order point"] = (PemEncoding.WriteString("PUBLIC KEY", Convert.FromHexString(Small)), "the key is a point of small order"),
    };

    private static (Func<AttackSite, Task>, string, string) Do(Action<AttackSite> attack, string status, string reason) =>
        (site => { attack(site); return Task.CompletedTask; }, status, reason);

    private static (Func<AttackSite, Task>, string, string) DoAsync(Func<AttackSite, Task> attack, string status, string reason) => (attack, status, reason);

    private static (Func<AttackSite, Task>, string, string) Path_(string path, string reason = "the statement is not valid: ") =>
        Do(site => site.SignChanged(statement => AddFile(statement, path)), "invalid", reason);

    /// <summary>Adds a file in its place of the order, with the digest of nothing.</summary>
    private static void AddFile(JsonObject statement, string path)
    {
        var files = statement["files"]!.AsArray().Select(file => file!.DeepClone()).Append(new JsonObject
        {
            ["path"] = path,
            ["size"] = 0,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData([])),
        });
        statement["files"] = new JsonArray([.. files.OrderBy(file => file["path"]!.GetValue<string>(), StringComparer.Ordinal)]);
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static void Replace(string file, string text, string by) => File.WriteAllText(file, File.ReadAllText(file).Replace(text, by, StringComparison.Ordinal));

    private static void Link(AttackSite site, string name)
    {
        var target = Path.Combine(site.Outside, name);
        File.Move(site.File(name), target);
        File.CreateSymbolicLink(site.File(name), target);
    }

    private static void LinkFolder(AttackSite site)
    {
        var target = Path.Combine(site.Outside, "trace.folder");
        Directory.Move(site.Plugin.FullName, target);
        Directory.CreateSymbolicLink(site.Plugin.FullName, target);
    }

    private static void HardLink(AttackSite site)
    {
        var outside = Path.Combine(site.Outside, "TracePlugin.pdb");
        Run("ln", site.File("TracePlugin.pdb"), outside);
        Flip(outside);
    }

    private static void Grow(string file, long size)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(size); // Sparse.
    }

    private static void Fill(DirectoryInfo folder, int count)
    {
        var more = folder.CreateSubdirectory("more").FullName;
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(more, $"{i}"), []);
    }

    private static Action<AttackSite> SignAs(string algorithm) => site =>
    {
        using var other = SigningKey.Generate(algorithm);
        site.Resign(_ => other.Sign(DsseEnvelope.PreAuthenticationEncoding(DsseEnvelope.PluginPayloadType, DsseEnvelope.Parse(File.ReadAllBytes(site.Envelope)).PayloadBytes())));
    };

    private static byte[] AddOrder(byte[] signature)
    {
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + Ed25519Order;
        signature.AsSpan(32).Clear();
        s.ToByteArray(isUnsigned: true).CopyTo(signature, 32);
        return signature;
    }

    private static byte[] HighS(byte[] signature)
    {
        var s = (P256Order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        signature.AsSpan(32).Clear();
        s.CopyTo(signature, 64 - s.Length);
        return signature;
    }

    private static byte[] Der(byte[] signature)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(signature.AsSpan(0, 32).TrimStart((byte)0));
            writer.WriteIntegerUnsigned(signature.AsSpan(32).TrimStart((byte)0));
        }

        return writer.Encode();
    }

    private static async Task ResignAsync(AttackSite site, string algorithm, Func<byte[], byte[]> change)
    {
        using var key = SigningKey.Generate(algorithm);
        site.Trust.Trust(key.Public);
        await site.SignAsync(key);
        site.Resign(change);
    }

    private static async Task SignByStranger(AttackSite site)
    {
        using var stranger = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        await site.SignAsync(stranger);
    }

    private static async Task PrereleaseAsync(AttackSite site)
    {
        Replace(site.File("plugin.json"), "\"1.0.0\"", "\"1.0.0-rc.1\"");
        await site.SignAsync(site.Key);
        site.Trust.Demand("trace", minimumVersion: "1.0.0");
    }

    /// <summary>Gives the plugin beside it a key of its own.</summary>
    public static VerificationKey Beside(AttackSite site)
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        var hello = new DirectoryInfo(Path.Combine(site.Plugins.Path, "hello"));
        var signed = SignedStatement.Parse(File.ReadAllBytes(Path.Combine(hello.FullName, DsseEnvelope.FileName)));
        SigningExtensions.Write(hello, DsseEnvelope.Sign(signed.Envelope.PayloadBytes(), key));
        return key.Public;
    }

    private static string Rsa(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private static string OddExponent()
    {
        using var rsa = RSA.Create(2048);
        using var odd = RSA.Create(new RSAParameters { Modulus = rsa.ExportParameters(false).Modulus, Exponent = [3] });
        return odd.ExportSubjectPublicKeyInfoPem();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}; these tests need root for device nodes");
    }
}
