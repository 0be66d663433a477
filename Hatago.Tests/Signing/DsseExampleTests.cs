using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>The example of DSSE 1.0.2, protocol.md, "Test Vectors".</summary>
public sealed class DsseExampleTests
{
    private const string PayloadType = "http://example.com/HelloWorld";
    private const string X = "46950820868899156662930047687818585632848591499744589407958293238635476079160";
    private const string Y = "5640078356564379163099075877009565129882514886557779369047442380624545832820";
    private const string Signature = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";

    [Fact]
    public void What_is_signed_is_the_encoding_of_the_specification()
    {
        var encoded = DsseEnvelope.PreAuthenticationEncoding(PayloadType, "hello world"u8);

        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world"u8, encoded);
    }

    [Fact]
    public void Its_signature_verifies_under_its_key()
    {
        var key = VerificationKey.Import(SubjectPublicKeyInfo());
        var signature = Convert.FromBase64String(Signature);

        Assert.Equal(SignatureAlgorithms.EcdsaP256, key.Algorithm);
        Assert.True(key.Verify(DsseEnvelope.PreAuthenticationEncoding(PayloadType, "hello world"u8), signature));
        Assert.False(key.Verify("hello world"u8, signature));
    }

    [Fact]
    public void Lengths_count_bytes_and_not_characters()
    {
        var encoded = DsseEnvelope.PreAuthenticationEncoding("text/宿", "é"u8);

        Assert.Equal("DSSEv1 8 text/宿 2 é", Encoding.UTF8.GetString(encoded));
    }

    private static byte[] SubjectPublicKeyInfo()
    {
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = Coordinate(X), Y = Coordinate(Y) } });
        return ecdsa.ExportSubjectPublicKeyInfo();
    }

    private static byte[] Coordinate(string number)
    {
        var bytes = BigInteger.Parse(number, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
