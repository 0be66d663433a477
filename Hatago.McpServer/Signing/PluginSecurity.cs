using Hatago.PluginLoading;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Signing;

/// <summary>Decides which plugins are served, by their signatures and the policy, and keeps the record of it.</summary>
internal sealed class PluginSecurity(
    TrustSource trust, VerificationHistory history, SigningMetrics metrics, IOptions<SigningOptions> options, TimeProvider time, ILogger<PluginSecurity> logger)
{
    private static readonly Verification NotChecked = new(SignatureStatus.Unsigned, "signatures are not checked (PLUGIN_SECURITY_ENABLED=false)");

    private readonly PluginVerifier _verifier = new(time);
    private bool _isWarned;

    /// <summary>Reads the trust store again.</summary>
    /// <returns>Whether another one counts now.</returns>
    public bool Refresh()
    {
        if (options.Value.PluginSecurityEnabled)
            return trust.Refresh();
        if (!Interlocked.Exchange(ref _isWarned, true))
            logger.SecurityIsOff();
        return false;
    }

    /// <summary>Verifies a copy of the plugin's folder that nobody else can write to. None of its code has run.</summary>
    public async Task<PluginDecision> DecideAsync(DirectoryInfo staged, CancellationToken cancellation)
    {
        if (!options.Value.PluginSecurityEnabled)
            return new(staged.Name, NotChecked, IsServed: true, time.GetUtcNow());

        var verification = await _verifier.VerifyAsync(staged, trust.Current, options.Value.MaxAge, cancellation: cancellation);
        return Record(staged.Name, verification, Allows(verification));
    }

    /// <summary>Refuses what no signature says: a folder that could not even be copied, tools that are not those that were signed.</summary>
    public PluginDecision Refuse(string plugin, Verification verification) => Record(plugin, verification, isServed: false);

    /// <summary>Asks again about what is served, now that time has passed and trust may have changed. The files are where nobody writes.</summary>
    /// <returns>The decision as it is now; the same one when nothing is different.</returns>
    public PluginDecision Again(PluginDecision latest)
    {
        if (!options.Value.PluginSecurityEnabled || latest.Verification.Signed is not { } signed)
            return latest;

        var verification = _verifier.Judge(signed, latest.Plugin, trust.Current, options.Value.MaxAge);
        return verification.Status == latest.Verification.Status && verification.Message == latest.Verification.Message ? latest : Record(latest.Plugin, verification, Allows(verification));
    }

    /// <returns>How the plugin, before it starts, differs from what was signed; empty when it does not, or nothing was signed.</returns>
    public static IReadOnlyList<string> Differences(PluginManifest manifest, Verification verification) =>
        verification.Signed is { Statement.Version: var signed } && signed != manifest.Version ? [$"its version is {manifest.Version}, signed was {signed}"] : [];

    /// <returns>How the plugin, now that it has started, differs from what was signed; empty when it does not, or nothing was signed.</returns>
    public static IReadOnlyList<string> Differences(LoadedPlugin plugin, Verification verification)
    {
        if (verification.Signed is not { Statement: var statement })
            return [];

        var differences = new List<string>();
        var signed = statement.Tools.ToDictionary(tool => tool.Name);
        foreach (var tool in plugin.Tools.Select(tool => tool.Pinned()))
        {
            if (!signed.Remove(tool.Name, out var pinned))
                differences.Add($"tool '{tool.Name}' was not signed");
            else if (pinned.Sha256 != tool.Sha256)
                differences.Add($"the {(pinned.Description == tool.Description ? "input schema" : "description")} of tool '{tool.Name}' is not the one that was signed");
        }

        return [.. differences, .. signed.Keys.Select(name => $"tool '{name}' was signed and is missing")];
    }

    /// <summary>The policy. What was tampered with or revoked is served nowhere.</summary>
    private bool Allows(Verification verification) => verification.Status switch
    {
        SignatureStatus.Valid => true,
        SignatureStatus.Unsigned or SignatureStatus.Untrusted or SignatureStatus.Expired => !options.Value.RequireSignedPlugins,
        _ => false,
    };

    private PluginDecision Record(string plugin, Verification verification, bool isServed)
    {
        // What is refused is verified anew before it runs: no need to keep an envelope of many megabytes for it.
        var decision = new PluginDecision(plugin, isServed ? verification : verification with { Signed = null }, isServed, time.GetUtcNow());
        metrics.Verified(verification.Status);
        history.Add(RecentVerification.Of(decision));
        logger.PluginDecided(
            verification.IsValid ? LogLevel.Information : LogLevel.Warning, plugin, verification.Summary?.Version ?? "unknown", isServed ? "accepted" : "refused",
            verification.Status, verification.KeyId ?? "none", verification.Summary?.Digest ?? "none", verification.Message);
        return decision;
    }
}
