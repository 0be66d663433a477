namespace Hatago.PluginSdk.Signing;

/// <summary>The closed set of algorithms. Which one a signature has is said by the trusted key, never by the envelope.</summary>
internal static class SignatureAlgorithms
{
    /// <summary>RFC 8032, strict: canonical S, no point of small order.</summary>
    public const string Ed25519 = "ed25519";

    /// <summary>FIPS 186-5 with P-256 and SHA-256; a signature is r‖s of IEEE P1363, 64 bytes, with the lower of the two possible s.</summary>
    public const string EcdsaP256 = "ecdsa-p256";

    /// <summary>RFC 8017 section 8.1 with SHA-256, MGF1-SHA-256 and a salt of 32 bytes; 2048 to 8192 bits, e = 65537.</summary>
    public const string RsaPss = "rsa-pss";

    public static IReadOnlyList<string> All { get; } = [Ed25519, EcdsaP256, RsaPss];
}
