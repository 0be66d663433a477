using System.Text;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Hatago.PluginSdk.Signing;

/// <summary>
/// Whom to trust, as read at one moment: a folder with one public key in PEM a file, and <c>trust.json</c>, which says what each is
/// trusted with. A key that <c>trust.json</c> does not name is not trusted.
/// </summary>
internal sealed partial class TrustStore
{
    private const int MaxSubject = 200;

    private readonly Dictionary<string, TrustedKey> _keys;
    private readonly TrustDocument _document;

    private TrustStore(TrustDocument document, Dictionary<string, TrustedKey> keys) => (_document, _keys) = (document, keys);

    public static TrustStore Empty { get; } = new(new() { Keys = new Dictionary<string, TrustDocument.KeyEntry>() }, []);

    public TrustDocument Document => _document;

    public IEnumerable<TrustedKey> Keys => _keys.Values.OrderBy(key => key.Key.KeyId, StringComparer.Ordinal);

    public TrustedKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    public int SignaturesNeeded(string plugin) => _document.Plugins?.GetValueOrDefault(plugin)?.Signatures ?? 1;

    public SemanticVersion? MinimumVersion(string plugin) =>
        _document.Plugins?.GetValueOrDefault(plugin)?.MinimumVersion is { } version ? SemanticVersion.Parse(version) : null;

    /// <exception cref="SignatureFormatException">Something in the folder is not as it must be; the message names the file.</exception>
    /// <exception cref="IOException">The folder cannot be read, or has no trust store.</exception>
    public static TrustStore Load(string folder) =>
        Parse(TrustFiles.Read(folder) ?? throw new FileNotFoundException($"Could not find {TrustDocument.FileName} in {folder}"));

    /// <exception cref="SignatureFormatException">Something is not as it must be; the message names the file.</exception>
    public static TrustStore Parse(TrustFiles files)
    {
        var document = StrictJson.Parse(files.Document, SigningJson.Strict.TrustDocument, TrustDocument.FileName, TrustDocument.MaxBytes);
        var keys = ReadKeys(files);
        Check(document, keys);
        return new(document, document.Keys.ToDictionary(entry => entry.Key, entry => new TrustedKey(keys[entry.Key], entry.Value)));
    }

    private static Dictionary<string, VerificationKey> ReadKeys(TrustFiles files)
    {
        var keys = new Dictionary<string, VerificationKey>();
        foreach (var (name, content) in files.Pems)
        {
            try
            {
                var key = VerificationKey.FromPem(Encoding.UTF8.GetString(content));
                if (!keys.TryAdd(key.KeyId, key))
                    throw new SignatureFormatException("another file has the same key");
            }
            catch (SignatureFormatException invalid)
            {
                throw new SignatureFormatException($"{StatementPath.Printable(name)}: {invalid.Message}");
            }
        }

        return keys;
    }

    private static void Check(TrustDocument document, Dictionary<string, VerificationKey> keys)
    {
        var problem = document.Keys.Select(entry => KeyProblem(entry.Key, entry.Value, keys))
            .Concat((document.Plugins ?? new Dictionary<string, TrustDocument.PluginEntry>()).Select(entry => PluginProblem(entry.Key, entry.Value)))
            .FirstOrDefault(problem => problem is not null);
        if (problem is not null)
            throw new SignatureFormatException($"{TrustDocument.FileName}: {problem}");
    }

    private static string? KeyProblem(string keyId, TrustDocument.KeyEntry? entry, Dictionary<string, VerificationKey> keys)
    {
        if (!keys.ContainsKey(keyId))
            return $"key {StatementPath.Printable(keyId)} has no PEM file beside it";
        if (entry is null)
            return $"key {keyId} is null";
        if (string.IsNullOrWhiteSpace(entry.Subject) || entry.Subject.Length > MaxSubject)
            return $"'subject' of key {keyId} has {entry.Subject.Length} characters; allowed are 1 to {MaxSubject}";
        if (entry.ValidTo <= entry.ValidFrom)
            return $"'validTo' of key {keyId} is not after 'validFrom'";
        return entry.Plugins.Count > 0 && entry.Plugins.All(glob => glob is not null && Glob().IsMatch(glob))
            ? null
            : $"'plugins' of key {keyId} has to be names of plugins, with * and ? for any characters, any one";
    }

    private static string? PluginProblem(string name, TrustDocument.PluginEntry? entry)
    {
        if (!PluginName().IsMatch(name))
            return $"'{StatementPath.Printable(name)}' is no name of a plugin";
        if (entry is null)
            return $"plugin '{StatementPath.Printable(name)}' is null";
        if (entry.MinimumVersion is { } version && !SemanticVersion.TryParse(version, out _))
            return $"'minimumVersion' of plugin '{StatementPath.Printable(name)}' is no SemVer 2.0.0 version";
        return entry.Signatures is < 1 or > DsseEnvelope.MaxSignatures
            ? $"'signatures' of plugin '{StatementPath.Printable(name)}' is {entry.Signatures}; allowed are 1 to {DsseEnvelope.MaxSignatures}"
            : null;
    }

    [GeneratedRegex(@"\A[a-z0-9*?-]{1,64}\z")]
    private static partial Regex Glob();

    [GeneratedRegex(@"\A" + PluginManifest.NameCharacters + @"\z")]
    private static partial Regex PluginName();
}
