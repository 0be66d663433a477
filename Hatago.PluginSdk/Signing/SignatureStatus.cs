namespace Hatago.PluginSdk.Signing;

/// <summary>What a verification finds; the closed set of values of the label <c>status</c> of <c>hatago_plugin_verifications_total</c>.</summary>
internal static class SignatureStatus
{
    public const string Valid = "valid";

    /// <summary>Bytes or signature are wrong.</summary>
    public const string Invalid = "invalid";

    /// <summary>Signature or key is out of time.</summary>
    public const string Expired = "expired";

    /// <summary>The key is unknown, or not for this plugin.</summary>
    public const string Untrusted = "untrusted";

    /// <summary>The key was revoked, or the version is under the plugin's minimum.</summary>
    public const string Revoked = "revoked";

    public const string Unsigned = "unsigned";

    /// <summary>It could not be found out.</summary>
    public const string Error = "error";

    public static IReadOnlyList<string> All { get; } = [Valid, Invalid, Expired, Untrusted, Revoked, Unsigned, Error];
}
