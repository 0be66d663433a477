using Hatago.PluginSdk.Signing;

namespace Hatago.McpServer.Signing;

/// <summary>What was found about a plugin, and what follows from it.</summary>
/// <param name="Plugin">Its folder's name.</param>
/// <param name="Verification">What was found.</param>
/// <param name="IsServed">Whether the policy lets it be served.</param>
/// <param name="At">When.</param>
internal sealed record PluginDecision(string Plugin, Verification Verification, bool IsServed, DateTimeOffset At)
{
    public string Reason => $"its signature is {Verification.Status}: {Verification.Message}";

    /// <summary>Whether it may be another one without anything having changed: a full disk, a key that is not valid yet.</summary>
    public bool MayBeOtherAt(DateTimeOffset now) => Verification.Status == SignatureStatus.Error || Verification.NotBefore <= now;
}
