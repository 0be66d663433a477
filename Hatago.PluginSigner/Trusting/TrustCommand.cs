using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using NuGet.Versioning;

namespace Hatago.PluginSigner.Trusting;

internal static partial class TrustCommand
{
    private static readonly Argument<FileInfo> Pem = new("KEY") { Description = "A public key in PEM." };
    private static readonly Argument<string> KeyId = new("KEYID") { Description = "The key's id, or a prefix that fits no other." };
    private static readonly Argument<string> Plugin = new("PLUGIN") { Description = "The plugin's name." };
    private static readonly Argument<string> Version = new("VERSION") { Description = "SemVer 2.0.0." };
    private static readonly Option<string> Subject = new("--subject") { Description = "Whose key it is.", Required = true };
    private static readonly Option<string?> ValidFrom = new("--valid-from") { Description = "ISO 8601; UTC unless it says otherwise." };
    private static readonly Option<string?> ValidTo = new("--valid-to") { Description = "ISO 8601; UTC unless it says otherwise." };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why.", Required = true };

    private static readonly Option<string[]> Plugins = new("--plugins")
    {
        Description = "The plugins it may sign: names, with * and ? for any characters, any one. All when absent.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly string[] Iso8601 = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static Command Create()
    {
        var add = new Command("add", "Trusts a key.") { Pem, TrustFolder.Option, Subject, ValidFrom, ValidTo, Plugins };
        add.SetAction(Add);
        var revoke = new Command("revoke", "Trusts a key no more: servers take its plugins out of service within seconds.") { KeyId, TrustFolder.Option, Reason };
        revoke.SetAction(Revoke);
        var minimum = new Command("minimum", "Sets the lowest version of a plugin that counts, whoever signed it (rollback floor).") { Plugin, Version, TrustFolder.Option };
        minimum.SetAction(Minimum);
        var list = new Command("list", "Lists the keys and what they are trusted with.") { TrustFolder.Option };
        list.SetAction(List);
        return new("trust", "Keeps a trust store.") { add, revoke, minimum, list };
    }

    private static int Add(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(TrustFolder.Option);
        var key = ReadKey(parsed.GetRequiredValue(Pem));
        using var alone = new TrustLock(folder);
        var trust = TrustFolder.LoadOrEmpty(folder);
        var entry = new TrustDocument.KeyEntry
        {
            Subject = parsed.GetRequiredValue(Subject),
            ValidFrom = Moment(parsed, ValidFrom),
            ValidTo = Moment(parsed, ValidTo),
            Plugins = parsed.GetValue(Plugins) is { Length: > 0 } globs ? globs : ["*"],
        };
        if (trust.Find(key.KeyId) is { } known)
        {
            var isSame = known.Entry with { Plugins = entry.Plugins } == entry && known.Entry.Plugins.SequenceEqual(entry.Plugins);
            if (known.Entry.Revoked is { } revoked)
                throw new SignerException(ExitCode.Usage, $"key {key.KeyId[..16]} was revoked at {Text(revoked.At)}: {revoked.Reason}; make a new one");
            return isSame
                ? Done(parsed, new("unchanged", key.KeyId, null, $"{known.Entry.Subject} is trusted already"))
                : throw new SignerException(ExitCode.Usage, $"key {key.KeyId[..16]} is in the trust store, with other terms; change them in {TrustDocument.FileName}");
        }

        TrustFolder.Write(folder, trust.Document with { Keys = new Dictionary<string, TrustDocument.KeyEntry>(trust.Document.Keys) { [key.KeyId] = entry } }, key);
        return Done(parsed, new("added", key.KeyId, null, $"{entry.Subject} may sign {string.Join(", ", entry.Plugins)}"));
    }

    private static int Revoke(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(TrustFolder.Option);
        using var alone = new TrustLock(folder);
        var trust = TrustFolder.Load(folder);
        var keyId = TrustFolder.Resolve(trust, parsed.GetRequiredValue(KeyId));
        var entry = trust.Document.Keys[keyId];
        if (entry.Revoked is { } revoked)
            throw new SignerException(ExitCode.Usage, $"key {keyId[..16]} was revoked at {Text(revoked.At)}: {revoked.Reason}");

        var now = entry with { Revoked = new() { At = TimeProvider.System.GetUtcNow(), Reason = parsed.GetRequiredValue(Reason) } };
        TrustFolder.Write(folder, trust.Document with { Keys = new Dictionary<string, TrustDocument.KeyEntry>(trust.Document.Keys) { [keyId] = now } });
        return Done(parsed, new("revoked", keyId, null, $"{entry.Subject}: {now.Revoked.Reason}"));
    }

    private static int Minimum(ParseResult parsed)
    {
        var (folder, plugin, version) = (parsed.GetRequiredValue(TrustFolder.Option), parsed.GetRequiredValue(Plugin), parsed.GetRequiredValue(Version));
        if (!PluginName().IsMatch(plugin))
            throw new SignerException(ExitCode.Usage, $"'{plugin}' is no name of a plugin; it matches {PluginManifest.NamePattern}");
        if (!SemanticVersion.TryParse(version, out _))
            throw new SignerException(ExitCode.Usage, $"'{version}' is no SemVer 2.0.0 version");

        using var alone = new TrustLock(folder);
        var trust = TrustFolder.Load(folder);
        var plugins = new Dictionary<string, TrustDocument.PluginEntry>(trust.Document.Plugins ?? new Dictionary<string, TrustDocument.PluginEntry>());
        plugins[plugin] = (plugins.GetValueOrDefault(plugin) ?? new()) with { MinimumVersion = version };
        TrustFolder.Write(folder, trust.Document with { Plugins = plugins });
        return Done(parsed, new("minimum", null, plugin, $"versions under {version} do not count any more"));
    }

    private static int List(ParseResult parsed)
    {
        var trust = TrustFolder.Load(parsed.GetRequiredValue(TrustFolder.Option));
        var now = TimeProvider.System.GetUtcNow();
        var list = new TrustList(
            [.. trust.Keys.Select(key => new TrustList.Key(
                key.Key.KeyId, key.Key.Algorithm, key.Entry.Subject, key.StatusAt(now), key.Entry.ValidFrom, key.Entry.ValidTo, key.Entry.Plugins, key.Entry.Revoked?.Reason))],
            trust.Document.Plugins ?? new Dictionary<string, TrustDocument.PluginEntry>());
        Output.Write(parsed, list, SignerJson.Default.TrustList,
        [
            $"{list.Keys.Count(key => key.Status == "trusted")} of {list.Keys.Count} keys are trusted",
            .. list.Keys.Select(key =>
                $"{key.KeyId}  {key.Algorithm,-10}  {key.Status,-7}  {TerminalText.Escape(key.Subject)}, may sign {string.Join(", ", key.Plugins)}"
                + (key.RevokedBecause is null ? "" : $"; revoked: {TerminalText.Escape(key.RevokedBecause)}")),
            .. list.Plugins.Select(plugin => $"plugin {TerminalText.Escape(plugin.Key)}: from version {plugin.Value.MinimumVersion ?? "any"}, {plugin.Value.Signatures ?? 1} signatures"),
        ]);
        return ExitCode.Done;
    }

    private static VerificationKey ReadKey(FileInfo file)
    {
        var pem = File.ReadAllText(file.FullName);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new SignerException(ExitCode.Usage, $"{file.Name} is a private key; trust its public half, and keep this one to yourself");

        try
        {
            return VerificationKey.FromPem(pem);
        }
        catch (SignatureFormatException invalid)
        {
            throw new SignerException(ExitCode.InputOutput, $"{file.Name} cannot be trusted: {invalid.Message}");
        }
    }

    private static DateTimeOffset? Moment(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return DateTimeOffset.TryParseExact(text, Iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond))
            : throw new SignerException(ExitCode.Usage, $"{option.Name} {text} is not valid; allowed is a time in ISO 8601, as 2026-08-15T10:30:00Z");
    }

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(StrictJson.Moment.Format, CultureInfo.InvariantCulture);

    private static int Done(ParseResult parsed, TrustResult result)
    {
        Output.Write(parsed, result, SignerJson.Default.TrustResult, [$"{result.Action}  {result.KeyId ?? result.Plugin}  {TerminalText.Escape(result.Detail)}"]);
        return ExitCode.Done;
    }

    [GeneratedRegex(@"\A" + PluginManifest.NameCharacters + @"\z")]
    private static partial Regex PluginName();
}
