using System.CommandLine;
using System.Globalization;
using Hatago.PluginLoading;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using Hatago.PluginSigner.Describing;
using Hatago.PluginSigner.Keys;
using Hatago.PluginSigner.Trusting;

namespace Hatago.PluginSigner.Signing;

internal static class SignCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PluginArgument.Create();
    private static readonly Option<FileInfo> Key = new("--key") { Description = "The private key, PKCS#8 in PEM.", Required = true };
    private static readonly Option<string?> Expires = new("--expires") { Description = "When the signature ends, from now: a number of days or hours, as 365d or 12h." };
    private static readonly Option<bool> Add = new("--add") { Description = "Adds a signature to what a key of --trust signed already, for two signers or the rotation of a key." };
    private static readonly Option<DirectoryInfo?> Trust = new("--trust") { Description = "The trust store by which --add checks the signature that is there." };

    public static Command Create()
    {
        var command = new Command("sign", $"Signs a plugin's folder: writes {DsseEnvelope.FileName}. To pin its tools, the plugin is started in a process of its own.")
        {
            Folder, Key, Expires, Add, Trust, Passphrase.File,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = PluginArgument.Existing(parsed, Folder);
        var lifetime = Lifetime(parsed.GetValue(Expires));
        if (parsed.GetValue(Add) && lifetime is not null)
            throw new SignerException(ExitCode.Usage, "--expires does not go with --add: the time is in what is signed already");
        if (parsed.GetValue(Add) != parsed.GetValue(Trust) is not null)
            throw new SignerException(ExitCode.Usage, "--add and --trust go together: a second signature vouches for all that the first one says");
        if (!parsed.GetRequiredValue(Key).Exists)
            throw new SignerException(ExitCode.InputOutput, $"there is no file {parsed.GetRequiredValue(Key).FullName}");
        var passphrase = Passphrase.Read(parsed);

        var statement = await StateAsync(folder, lifetime, cancellation);
        using var key = PrivateKeyFile.Read(parsed.GetRequiredValue(Key), passphrase);
        var signed = EnvelopeFile.Write(folder, parsed.GetValue(Add) ? Added(folder, statement, key, TrustFolder.Load(parsed.GetRequiredValue(Trust)!)) : DsseEnvelope.Sign(statement.ToBytes(), key));
        var result = new SignResult(
            signed.Statement.Name, signed.Statement.Version, signed.Digest, [.. signed.Envelope.Signatures.Select(signature => signature.KeyId)],
            signed.Statement.SignedAt, signed.Statement.ExpiresAt, signed.Statement.Files.Count, signed.Statement.Files.Sum(file => file.Size),
            [.. signed.Statement.Tools.Select(tool => tool.Name)]);
        Output.Write(parsed, result, SignerJson.Default.SignResult, Lines(result));
        return ExitCode.Done;
    }

    private static async Task<PluginStatement> StateAsync(DirectoryInfo folder, TimeSpan? lifetime, CancellationToken cancellation)
    {
        ReadManifest(folder);
        var before = await HashAsync(folder, cancellation);
        var tools = await ToolDescriber.DescribeAsync(folder, cancellation);
        var manifest = ReadManifest(folder);
        var files = await HashAsync(folder, cancellation);
        var changed = before.Except(files).Concat(files.Except(before)).Select(file => file.Path).Distinct().Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
            throw new SignerException(ExitCode.NotValid, changed.Select(path => $"'{path}' changed while the plugin started; only a folder that stays as it is can be signed"));

        var now = TimeProvider.System.GetUtcNow();
        var signedAt = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return new()
        {
            Name = manifest.Name,
            Version = manifest.Version,
            SignedAt = signedAt,
            ExpiresAt = signedAt + lifetime,
            Files = files,
            Tools = tools,
        };
    }

    private static PluginManifest ReadManifest(DirectoryInfo folder) =>
        new ManifestReader().Read(folder, out var manifest) is { Count: > 0 } problems ? throw new SignerException(ExitCode.NotValid, problems) : manifest;

    /// <summary>All files but the signature; a path that no statement may have is told before anything of the plugin runs.</summary>
    private static async Task<IReadOnlyList<StatementFile>> HashAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        var files = PluginFolder.List(folder.FullName).Where(file => file.Path != DsseEnvelope.FileName).ToList();
        var problems = files.Select(file => StatementPath.Problem(file.Path) is { } problem ? $"path '{StatementPath.Printable(file.Path)}' {problem}" : null).OfType<string>().ToList();
        return problems.Count > 0
            ? throw new SignerException(ExitCode.NotValid, problems)
            : await FolderHashing.ShowAsync(files.Sum(file => file.Size), progress => PluginFolder.DigestAsync(files, progress, cancellation));
    }

    /// <summary>A signature more over the very same bytes; that of the same key is replaced.</summary>
    private static DsseEnvelope Added(DirectoryInfo folder, PluginStatement now, SigningKey key, TrustStore trust)
    {
        var signed = EnvelopeFile.Read(folder)
            ?? throw new SignerException(ExitCode.NotValid, $"there is no {DsseEnvelope.FileName} to add to; sign without --add");
        if (!signed.Envelope.Signatures.Any(signature => trust.Find(signature.KeyId) is { Entry.Revoked: null } trusted && signed.IsSignedBy(trusted.Key, signature)))
            throw new SignerException(ExitCode.NotValid, "no trusted key signed what is there; sign without --add");

        var statement = signed.Statement;
        var isSame = statement.Name == now.Name && statement.Version == now.Version && statement.Files.SequenceEqual(now.Files)
            && statement.Tools.Select(tool => (tool.Name, tool.Sha256)).SequenceEqual(now.Tools.Select(tool => (tool.Name, tool.Sha256)));
        if (!isSame)
            throw new SignerException(ExitCode.NotValid, "the folder is not what was signed already, which a second signature would vouch for; sign without --add");

        var added = DsseEnvelope.Sign(signed.Envelope.PayloadBytes(), key);
        return signed.Envelope with { Signatures = [.. signed.Envelope.Signatures.Where(signature => signature.KeyId != key.Public.KeyId), .. added.Signatures] };
    }

    private static TimeSpan? Lifetime(string? text)
    {
        if (text is null)
            return null;
        return text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 36_500 && text[^1] is 'd' or 'h'
            ? text[^1] == 'd' ? TimeSpan.FromDays(number) : TimeSpan.FromHours(number)
            : throw new SignerException(ExitCode.Usage, $"--expires {text} is not valid; allowed is a number from 1 to 36500 with d for days or h for hours, as 365d");
    }

    private static IEnumerable<string> Lines(SignResult result) =>
    [
        $"signed     {result.Name} {result.Version}",
        $"statement  {result.StatementDigest}",
        .. result.KeyIds.Select(key => $"key id     {key}"),
        $"signed at  {result.SignedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}",
        $"expires    {(result.ExpiresAt is { } expires ? $"{expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "never")}",
        $"files      {result.Files}, {result.Bytes} bytes",
        $"tools      {(result.Tools.Count == 0 ? "none" : TerminalText.Escape(string.Join(", ", result.Tools)))}",
    ];
}
