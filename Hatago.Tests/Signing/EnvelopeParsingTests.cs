using System.Text;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class EnvelopeParsingTests
{
    private const string KeyId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Signature = $$"""{"keyid":"{{KeyId}}","sig":"AAAA"}""";
    private const string Valid = $$"""{"payloadType":"application/vnd.hatago.plugin+json","payload":"e30=","signatures":[{{Signature}}]}""";

    [Fact]
    public void An_envelope_by_the_format_is_read()
    {
        var envelope = Parse(Valid);

        Assert.Equal("{}"u8, envelope.PayloadBytes());
        Assert.Equal((KeyId, "AAAA"), (Assert.Single(envelope.Signatures).KeyId, envelope.Signatures[0].Signature));
    }

    [Fact]
    public void Spaces_and_another_order_are_read_the_same()
    {
        var envelope = Parse($$""" { "signatures" : [ { "sig" : "AAAA" , "keyid" : "{{KeyId}}" } ] , "payload" : "e30=" , "payloadType" : "application\/vnd.hatago.plugin\u002bjson" }{{'\n'}}""");

        Assert.Equal(Parse(Valid).ToBytes(), envelope.ToBytes());
    }

    [Theory]
    [InlineData("{\"payloadType\"", "{\"payload\":\"e30=\",\"payloadType\"", "'payload'")]
    [InlineData("{\"payloadType\"", "{\"\\u0070ayload\":\"e30=\",\"payloadType\"", "'payload'")]
    [InlineData("{\"payloadType\"", "{\"payloadType\":\"application/vnd.hatago.plugin+json\",\"payloadType\"", "'payloadType'")]
    [InlineData("{\"payloadType\"", "{\"signatures\":[],\"payloadType\"", "'signatures'")]
    [InlineData("\"sig\":", "\"sig\":\"AAAA\",\"sig\":", "'sig'")]
    [InlineData("\"sig\":", "\"\\u0073ig\":\"AAAA\",\"sig\":", "'sig'")]
    [InlineData("\"sig\":", "\"keyid\":\"\",\"sig\":", "'keyid'")]
    public void A_member_that_stands_twice_is_refused(string old, string replacement, string member) => AssertRefused(old, replacement, member);

    [Theory]
    [InlineData("{\"payloadType\"", "{\"algorithm\":\"none\",\"payloadType\"", "'algorithm'")]
    [InlineData("\"sig\":", "\"cert\":\"AAAA\",\"sig\":", "'cert'")]
    [InlineData("\"payload\":", "\"Payload\":", "'Payload'")]
    [InlineData("\"keyid\":", "\"keyID\":", "'keyID'")]
    public void A_member_that_is_not_known_is_refused(string old, string replacement, string member) => AssertRefused(old, replacement, member);

    [Theory]
    [InlineData("\"payloadType\":\"application/vnd.hatago.plugin+json\",", "'payloadType'")]
    [InlineData("\"payload\":\"e30=\",", "'payload'")]
    [InlineData(",\"signatures\":[" + Signature + "]", "'signatures'")]
    [InlineData("\"keyid\":\"" + KeyId + "\",", "'keyid'")]
    [InlineData(",\"sig\":\"AAAA\"", "'sig'")]
    public void A_member_that_is_missing_is_refused(string removed, string member) => AssertRefused(removed, "", member);

    [Theory]
    [InlineData("\"application/vnd.hatago.plugin+json\"", "null", "payloadType")]
    [InlineData("\"e30=\"", "null", "payload")]
    [InlineData("[" + Signature + "]", "null", "signatures")]
    [InlineData(Signature, "null", "keyid")]
    [InlineData("\"" + KeyId + "\"", "null", "keyid")]
    [InlineData("\"AAAA\"", "null", "sig")]
    [InlineData("\"e30=\"", "1", "payload")]
    [InlineData("\"AAAA\"", "[\"AAAA\"]", "sig")]
    [InlineData("[" + Signature + "]", "{}", "signatures")]
    [InlineData("[" + Signature + "]", "\"AAAA\"", "signatures")]
    public void A_member_of_another_type_is_refused(string old, string replacement, string member) => AssertRefused(old, replacement, member);

    [Theory]
    [InlineData("plugin+json", "plugin+xml", "'payloadType' is not application/vnd.hatago.plugin+json")]
    [InlineData("application/", "Application/", "'payloadType' is not")]
    [InlineData("\"e30=\"", "\"e30\"", "'payload' is not base64")] // no padding
    [InlineData("\"e30=\"", "\"e31=\"", "'payload' is not base64")] // stray bits
    [InlineData("\"e30=\"", "\"e30=\\n\"", "'payload' is not base64")]
    [InlineData("\"e30=\"", "\" e30=\"", "'payload' is not base64")]
    [InlineData("\"e30=\"", "\"e30=e30=\"", "'payload' is not base64")]
    [InlineData("\"e30=\"", "\"_-__\"", "'payload' is not base64")] // RFC 4648 section 5
    [InlineData("\"AAAA\"", "\"-_AA\"", "'sig' is not base64")]
    [InlineData("\"AAAA\"", "\"AAA\"", "'sig' is not base64")]
    [InlineData("\"AAAA\"", "\"AAB=\"", "'sig' is not base64")]
    [InlineData("\"AAAA\"", "\"AB==\"", "'sig' is not base64")]
    [InlineData("\"AAAA\"", "\"A\\u0000AA\"", "'sig' is not base64")]
    [InlineData("0123456789abcdef\"", "0123456789ABCDEF\"", "'keyid' is not the lower-case hex")]
    [InlineData("0123456789abcdef\"", "0123456789abcde\"", "'keyid' is not the lower-case hex")]
    [InlineData("0123456789abcdef\"", "0123456789abcdef0\"", "'keyid' is not the lower-case hex")]
    [InlineData("0123456789abcdef\"", "0123456789abcdeg\"", "'keyid' is not the lower-case hex")]
    [InlineData("[" + Signature + "]", "[]", "'signatures' has 0; allowed are 1 to 16")]
    [InlineData("[" + Signature + "]", "[" + Signature + "," + Signature + "]", "'signatures' has two of one key")]
    [InlineData("[" + Signature + "]", "[" + Signature + ",{\"keyid\":\"" + KeyId + "\",\"sig\":\"BBBB\"}]", "'signatures' has two of one key")]
    public void A_value_that_is_not_by_the_format_is_refused(string old, string replacement, string expected) => AssertRefused(old, replacement, expected);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"payload\"")]
    [InlineData("{")]
    [InlineData(Valid + "{}")]
    [InlineData(Valid + "x")]
    [InlineData(Valid + "\0")]
    [InlineData("/* signed */" + Valid)]
    [InlineData(Valid + "// signed")]
    [InlineData("\uFEFF" + Valid)]
    public void What_is_not_one_JSON_object_is_refused(string text) => AssertRefused(text, "plugin.sig.json is n");

    [Fact]
    public void A_comma_at_the_end_is_refused() => AssertRefused("}]}", "}],}", "plugin.sig.json is not valid");

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Throws<SignatureFormatException>(() => DsseEnvelope.Parse([.. "{\"payload\":\""u8, 0xff, 0xc0, .. "\"}"u8]));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => AssertRefused("\"e30=\"", "\"\\ud800\"", "plugin.sig.json is not valid");

    [Fact]
    public void More_depth_than_the_format_has_is_refused() =>
        AssertRefused($"{{\"payload\":{new string('[', 100_000)}", "plugin.sig.json is not valid");

    [Fact]
    public void Sixteen_signatures_are_read_and_seventeen_refused()
    {
        string With(int count) => Valid.Replace(Signature, string.Join(',', Enumerable.Range(0, count).Select(index => Signature.Replace(KeyId, $"{index:x64}"))));

        Assert.Equal(16, Parse(With(16)).Signatures.Count);
        AssertRefused(With(17), "'signatures' has 17; allowed are 1 to 16");
    }

    [Fact]
    public void A_signature_longer_than_that_of_any_key_is_refused()
    {
        string With(int bytes) => Valid.Replace("AAAA", Convert.ToBase64String(new byte[bytes]));

        Assert.Equal(2048, Parse(With(2048)).Signatures[0].Bytes().Length);
        AssertRefused(With(2049), "'sig' is longer");
    }

    [Fact]
    public void An_envelope_at_the_limit_is_read_and_one_over_it_refused()
    {
        var padded = Valid + new string(' ', DsseEnvelope.MaxBytes - Valid.Length);

        Assert.Equal("e30=", Parse(padded).Payload);
        AssertRefused(padded + " ", "plugin.sig.json has 16777217 bytes; at most 16777216 are allowed");
    }

    [Fact]
    public void A_message_repeats_nothing_that_could_deceive_a_terminal_and_no_megabytes()
    {
        var name = "\\u001b[2J\\u202e" + new string('x', 1_000_000);

        var message = Assert.Throws<SignatureFormatException>(() => Parse(Valid.Replace("\"sig\"", $"\"{name}\""))).Message;

        Assert.All(message, character => Assert.InRange(character, ' ', '~'));
        Assert.InRange(message.Length, 1, 1000);
    }

    [Fact]
    public void What_is_written_has_one_spelling_for_each_byte()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);

        var written = Encoding.UTF8.GetString(DsseEnvelope.Sign([0xfb, 0xef, 0xbe, 0xff], key).ToBytes()); // "++++/w=="

        Assert.Contains("\"payload\":\"++++/w==\"", written);
        Assert.DoesNotContain('\\', written);
    }

    private static DsseEnvelope Parse(string text) => DsseEnvelope.Parse(Encoding.UTF8.GetBytes(text));

    private static void AssertRefused(string old, string replacement, string expected)
    {
        Assert.Contains(old, Valid);
        AssertRefused(Valid.Replace(old, replacement), expected);
    }

    private static void AssertRefused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<SignatureFormatException>(() => Parse(text)).Message);
}
