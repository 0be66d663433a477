namespace Hatago.McpServer.Signing;

internal sealed record SigningOptions
{
    /// <summary>Whether signatures are looked at. Without, everything is served.</summary>
    public bool PluginSecurityEnabled { get; init; } = true;

    /// <summary>Whether only plugins with a valid signature are served.</summary>
    public bool RequireSignedPlugins { get; init; } = true;

    /// <summary>Whether keys may be made that this process trusts in the tools <c>security.*</c>.</summary>
    public bool PluginAllowTestKeys { get; init; }

    /// <summary>Hours; no limit when 0.</summary>
    public int PluginMaxSignatureAgeHours { get; init; }

    /// <summary>Holds <c>trust.json</c> and the public keys; relative to the working directory. A default folder that is missing trusts nobody.</summary>
    public string TrustDir { get; init; } = "trust";

    public TimeSpan? MaxAge => PluginMaxSignatureAgeHours == 0 ? null : TimeSpan.FromHours(PluginMaxSignatureAgeHours);

    /// <summary>Whether what does not verify is refused.</summary>
    public bool BlocksUnsigned => PluginSecurityEnabled && RequireSignedPlugins;
}
