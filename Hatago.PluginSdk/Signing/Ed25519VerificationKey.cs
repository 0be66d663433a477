using System.Security.Cryptography;
using NSec.Cryptography;

namespace Hatago.PluginSdk.Signing;

internal sealed class Ed25519VerificationKey : VerificationKey
{
    public const string Oid = "1.3.101.112"; // RFC 8410 section 3

    private static readonly Ed25519 Algorithm25519 = NSec.Cryptography.SignatureAlgorithm.Ed25519;

    /// <summary>
    /// The y coordinates, sign bit aside, of the points whose order divides 8, and the spellings above the field's prime of those that
    /// have one. Under such a key a signature can be made without any private key.
    /// </summary>
    private static readonly string[] SmallOrder =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    private readonly PublicKey _key;

    private Ed25519VerificationKey(byte[] subjectPublicKeyInfo, PublicKey key) : base(SignatureAlgorithms.Ed25519, subjectPublicKeyInfo) => _key = key;

    public static Ed25519VerificationKey Create(byte[] subjectPublicKeyInfo)
    {
        if (!PublicKey.TryImport(Algorithm25519, subjectPublicKeyInfo, KeyBlobFormat.PkixPublicKey, out var key))
            throw new CryptographicException();

        var y = key!.Export(KeyBlobFormat.RawPublicKey);
        y[^1] &= 0x7f;
        if (SmallOrder.Contains(Convert.ToHexStringLower(y)))
            throw new SignatureFormatException("the key is a point of small order: anyone can sign for it");
        return y[0] >= 0xed && y[31] == 0x7f && y.AsSpan(1..31).IndexOfAnyExcept((byte)0xff) < 0
            ? throw new SignatureFormatException("the key's y is not below the prime 2^255 - 19 (RFC 8032 section 5.1.3)")
            : new(subjectPublicKeyInfo, key);
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Algorithm25519.Verify(_key, message, signature);
}
