namespace Hatago.PluginSigner.Trusting;

/// <param name="Action">added, unchanged, revoked or minimum.</param>
/// <param name="KeyId">The key it is about.</param>
/// <param name="Plugin">The plugin it is about.</param>
/// <param name="Detail">In words.</param>
internal sealed record TrustResult(string Action, string? KeyId, string? Plugin, string Detail);
