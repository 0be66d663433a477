namespace Hatago.PluginSdk.Signing;

/// <summary>Says whether a folder is what a trusted key signed. Nothing of the plugin runs.</summary>
internal sealed class PluginVerifier(TimeProvider time)
{
    /// <summary>How far the clocks of signer and verifier may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <param name="folder">Named like the plugin. For a server, a copy that nobody else can write to.</param>
    /// <param name="trust">Whom to trust.</param>
    /// <param name="maxAge">Longest time since <c>signedAt</c>; no limit when <see langword="null"/>.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<Verification> VerifyAsync(
        DirectoryInfo folder, TrustStore trust, TimeSpan? maxAge = null, IProgress<FolderProgress>? progress = null, CancellationToken cancellation = default)
    {
        SignedStatement? signed = null;
        try
        {
            var files = PluginFolder.List(folder.FullName);
            if (files.SingleOrDefault(file => file.Path == DsseEnvelope.FileName) is not { } envelope)
                return new(SignatureStatus.Unsigned, $"{DsseEnvelope.FileName} is missing");

            signed = SignedStatement.Parse(RegularFile.ReadAllBytes(envelope.FullPath, DsseEnvelope.MaxBytes));
            var judged = Judge(signed, folder.Name, trust, maxAge);
            if (judged.Status is SignatureStatus.Invalid or SignatureStatus.Revoked)
                return judged;

            var differences = Differences(signed.Statement.Files, await PluginFolder.DigestAsync([.. files.Where(file => file != envelope)], progress, cancellation));
            return differences.Count == 0 ? judged : new(SignatureStatus.Invalid, $"the files are not those that were signed: {Some(differences)}")
            {
                Signed = signed,
                KeyId = judged.KeyId,
                Differences = differences,
            };
        }
        catch (Exception invalid) when (invalid is SignatureFormatException or PluginFolderException)
        {
            return new(SignatureStatus.Invalid, invalid.Message) { Signed = signed };
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return new(SignatureStatus.Error, unread.Message) { Signed = signed };
        }
    }

    /// <summary>All that is to be asked beside the files, which do not change once they are where nobody else can write: asked again when trust or time changed.</summary>
    public Verification Judge(SignedStatement signed, string name, TrustStore trust, TimeSpan? maxAge)
    {
        var statement = signed.Statement;
        if (statement.Name != name)
            return Found(SignatureStatus.Invalid, $"the signature is that of plugin '{statement.Name}'", null);
        if (trust.MinimumVersion(name) is { } minimum && NuGet.Versioning.SemanticVersion.Parse(statement.Version) < minimum)
            return Found(SignatureStatus.Revoked, $"version {statement.Version} is under the minimum {minimum} of the trust store", null);

        var now = time.GetUtcNow();
        var judged = signed.Envelope.Signatures.Select(signature => Judge(signed, signature, trust, now)).ToList();
        var accepted = judged.Where(one => one.Status == SignatureStatus.Valid).ToList();
        var needed = trust.SignaturesNeeded(name);
        if (accepted.Count == 0)
            return judged.MinBy(one => Severity.IndexOf(one.Status))!;

        var keyId = accepted[0].KeyId;
        if (accepted.Count < needed)
            return Found(SignatureStatus.Untrusted, $"{accepted.Count} of the {needed} signatures that the trust store asks for", keyId);
        if (statement.SignedAt > now + ClockSkew)
            return Found(SignatureStatus.Expired, $"it was signed at {Text(statement.SignedAt)}, which is in the future", keyId) with { NotBefore = statement.SignedAt - ClockSkew };
        if (statement.ExpiresAt <= now)
            return Found(SignatureStatus.Expired, $"the signature expired at {Text(statement.ExpiresAt.Value)}", keyId);
        if (maxAge is { } age && now - statement.SignedAt >= age)
            return Found(SignatureStatus.Expired, $"it was signed at {Text(statement.SignedAt)}, longer ago than the {age.TotalHours:0.##} hours that are allowed", keyId);
        return accepted[0];

        Verification Found(string status, string message, string? key) => new(status, message) { Signed = signed, KeyId = key };
    }

    /// <summary>Of several reasons to refuse, the one that is told.</summary>
    private static readonly List<string> Severity = [SignatureStatus.Revoked, SignatureStatus.Invalid, SignatureStatus.Expired, SignatureStatus.Untrusted];

    private static Verification Judge(SignedStatement signed, DsseSignature signature, TrustStore trust, DateTimeOffset now)
    {
        var (status, message) = trust.Find(signature.KeyId) switch
        {
            null => (SignatureStatus.Untrusted, "the trust store does not have the key"),
            var trusted when !signed.IsSignedBy(trusted.Key, signature) => (SignatureStatus.Invalid, "the signature is not that of the key over these bytes"),
            { Entry.Revoked: { } revoked } => (SignatureStatus.Revoked, $"the key was revoked at {Text(revoked.At)}: {revoked.Reason}"),
            { Entry.ValidFrom: { } from } when now < from => (SignatureStatus.Expired, $"the key is valid from {Text(from)}"),
            { Entry.ValidTo: { } to } when now >= to => (SignatureStatus.Expired, $"the key was valid to {Text(to)}"),
            var trusted when !trusted.MaySign(signed.Statement.Name) => (SignatureStatus.Untrusted, $"the key may sign {string.Join(", ", trusted.Entry.Plugins)} only"),
            var trusted => (SignatureStatus.Valid, $"signed by {trusted.Entry.Subject}"),
        };
        var notBefore = status == SignatureStatus.Expired && trust.Find(signature.KeyId)!.Entry.ValidFrom is { } start && now < start ? start : (DateTimeOffset?)null;
        return new(status, $"key {signature.KeyId[..16]}: {message}") { Signed = signed, KeyId = signature.KeyId, NotBefore = notBefore };
    }

    private static List<string> Differences(IReadOnlyList<StatementFile> signed, IReadOnlyList<StatementFile> found)
    {
        var byPath = found.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var file in signed)
        {
            if (!byPath.Remove(file.Path, out var other))
                differences.Add($"{file.Path}: missing");
            else if (other.Size != file.Size)
                differences.Add($"{file.Path}: {other.Size} bytes, signed were {file.Size}");
            else if (other.Sha256 != file.Sha256)
                differences.Add($"{file.Path}: changed");
        }

        differences.AddRange(byPath.Keys.Order(StringComparer.Ordinal).Select(path => $"{StatementPath.Printable(path)}: not signed"));
        return differences;
    }

    private static string Some(List<string> differences) =>
        string.Join("; ", differences.Take(5)) + (differences.Count > 5 ? $"; and {differences.Count - 5} more" : "");

    private static string Text(DateTimeOffset moment) => moment.ToUniversalTime().ToString(StrictJson.Moment.Format, System.Globalization.CultureInfo.InvariantCulture);
}
