using System.CommandLine;
using System.Globalization;
using Hatago.PluginLoading;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using Hatago.PluginSigner.Describing;
using Hatago.PluginSigner.Keys;

namespace Hatago.PluginSigner.Signing;

internal static class SignCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PluginArgument.Create();
    private static readonly Option<FileInfo> Key = new("--key") { Description = "The private key, PKCS#8 in PEM.", Required = true };
    private static readonly Option<string?> Expires = new("--expires") { Description = "When the signature ends, from now: a number of days or hours, as 365d or 12h." };
    private static readonly Option<bool> Add = new("--add") { Description = "Adds a signature to what is signed already, for two signers or the rotation of a key." };

    public static Command Create()
    {
        var command = new Command("sign", $"Signs a plugin's folder: writes {DsseEnvelope.FileName}. To pin its tools, the plugin is started in a process of its own.")
        {
            Folder, Key, Expires, Add, Passphrase.File,
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
        if (!parsed.GetRequiredValue(Key).Exists)
            throw new SignerException(ExitCode.InputOutput, $"there is no file {parsed.GetRequiredValue(Key).FullName}");
        var passphrase = Passphrase.Read(parsed);

        var statement = await StateAsync(folder, lifetime, cancellation);
        using var key = PrivateKeyFile.Read(parsed.GetRequiredValue(Key), passphrase);
        var target = Path.Combine(folder.FullName, DsseEnvelope.FileName);
        var envelope = parsed.GetValue(Add) ? Added(target, statement, key) : DsseEnvelope.Sign(statement.ToBytes(), key);
        AtomicFile.Write(target, envelope.ToBytes());

        var signed = SignedStatement.Parse(envelope.ToBytes());
        var result = new SignResult(
            signed.Statement.Name, signed.Statement.Version, signed.Digest, [.. envelope.Signatures.Select(signature => signature.KeyId)],
            signed.Statement.SignedAt, signed.Statement.ExpiresAt, signed.Statement.Files.Count, signed.Statement.Files.Sum(file => file.Size),
            [.. signed.Statement.Tools.Select(tool => tool.Name)]);
        Output.Write(parsed, result, SignerJson.Default.SignResult, Lines(result));
        return ExitCode.Done;
    }

    private static async Task<PluginStatement> StateAsync(DirectoryInfo folder, TimeSpan? lifetime, CancellationToken cancellation)
    {
        if (new ManifestReader().Read(folder, out var manifest) is { Count: > 0 } problems)
            throw new SignerException(ExitCode.NotValid, problems);

        var tools = await ToolDescriber.DescribeAsync(folder, cancellation); // First: what it leaves in the folder is signed, or seen.
        var files = PluginFolder.List(folder.FullName).Where(file => file.Path != DsseEnvelope.FileName).ToList();
        var digests = await FolderHashing.ShowAsync(files.Sum(file => file.Size), progress => PluginFolder.DigestAsync(files, progress, cancellation));
        var now = TimeProvider.System.GetUtcNow();
        var signedAt = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return new()
        {
            Name = manifest.Name,
            Version = manifest.Version,
            SignedAt = signedAt,
            ExpiresAt = signedAt + lifetime,
            Files = digests,
            Tools = tools,
        };
    }

    /// <summary>A signature more over the very same bytes; that of the same key is replaced.</summary>
    private static DsseEnvelope Added(string target, PluginStatement now, SigningKey key)
    {
        var signed = File.Exists(target)
            ? SignedStatement.Parse(File.ReadAllBytes(target))
            : throw new SignerException(ExitCode.NotValid, $"there is no {DsseEnvelope.FileName} to add to; sign without --add");
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
