using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class TrustStoreTests : IDisposable
{
    private const string Id = "KEYID";
    private const string Entry = """{"subject":"Weather team","validFrom":"2026-01-01T00:00:00Z","validTo":"2027-01-01T00:00:00Z","revoked":{"at":"2026-06-01T00:00:00Z","reason":"lost"},"plugins":["weather","w*"]}""";
    private const string Policy = """{"minimumVersion":"1.2.0","signatures":2}""";
    private const string Valid = $$$"""{"keys":{"KEYID":{{{Entry}}}},"plugins":{"weather":{{{Policy}}}}}""";

    private readonly SigningKey _key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
    private readonly HandWrittenTrust _folder = new();

    public TrustStoreTests() => _folder.Add(_key.Public);

    [Fact]
    public void A_trust_store_by_the_format_is_read()
    {
        var store = Load(Valid);

        var entry = Assert.Single(store.Keys).Entry;
        Assert.Equal(("Weather team", "lost"), (entry.Subject, entry.Revoked!.Reason));
        Assert.Equal((2, "1.2.0"), (store.SignaturesNeeded("weather"), store.MinimumVersion("weather")!.ToString()));
        Assert.Equal((1, null), (store.SignaturesNeeded("other"), store.MinimumVersion("other")));
        Assert.Same(Assert.Single(store.Keys), store.Find(_key.Public.KeyId));
    }

    [Fact]
    public void A_key_that_the_document_does_not_name_is_not_trusted() => Assert.Null(Load("""{"keys":{}}""").Find(_key.Public.KeyId));

    [Theory]
    [InlineData("{\"keys\"", "{\"keys\":{},\"keys\"", "'keys'")]
    [InlineData("{\"keys\"", "{\"k\\u0065ys\":{},\"keys\"", "'keys'")]
    [InlineData("{\"KEYID\"", "{\"KEYID\":" + Entry + ",\"KEYID\"", Id)]
    [InlineData("\"subject\"", "\"subject\":\"us\",\"subject\"", "'subject'")]
    [InlineData("\"at\"", "\"reason\":\"\",\"at\"", "'reason'")]
    [InlineData("{\"weather\"", "{\"we\\u0061ther\":{},\"weather\"", "weather")]
    [InlineData("\"minimumVersion\"", "\"signatures\":1,\"minimumVersion\"", "'signatures'")]
    [InlineData("{\"keys\"", "{\"version\":1,\"keys\"", "'version'")]
    [InlineData("\"validTo\"", "\"validUntil\"", "'validUntil'")]
    [InlineData("\"revoked\"", "\"Revoked\"", "'Revoked'")]
    [InlineData("\"reason\"", "\"by\":\"us\",\"reason\"", "'by'")]
    [InlineData("\"minimumVersion\"", "\"minimum\"", "'minimum'")]
    [InlineData("\"subject\":\"Weather team\",", "", "'subject'")]
    [InlineData(",\"plugins\":[\"weather\",\"w*\"]", "", "'plugins'")]
    [InlineData("\"at\":\"2026-06-01T00:00:00Z\",", "", "'at'")]
    [InlineData(",\"reason\":\"lost\"", "", "'reason'")]
    [InlineData("\"Weather team\"", "null", "subject")]
    [InlineData("[\"weather\",\"w*\"]", "null", "plugins")]
    [InlineData("\"w*\"", "null", "'plugins' of key KEYID")]
    [InlineData("\"2026-06-01T00:00:00Z\"", "null", "at")]
    [InlineData("\"lost\"", "null", "reason")]
    [InlineData(Entry, "null", "key KEYID is null")]
    [InlineData(Policy, "null", "plugin 'weather' is null")]
    [InlineData("{\"KEYID\":" + Entry + "}", "null", "keys")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:00", "validFrom")]
    [InlineData("2027-01-01T00:00:00Z", "2027-01-01T00:00:00+02:00", "validTo")]
    [InlineData("2026-06-01T00:00:00Z", "2026-06-01", "revoked.at")]
    [InlineData("2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "'validTo' of key KEYID is not after 'validFrom'")]
    [InlineData("Weather team", "", "'subject' of key KEYID has 0 characters")]
    [InlineData("Weather team", "  ", "'subject' of key KEYID")]
    [InlineData("[\"weather\",\"w*\"]", "[]", "'plugins' of key KEYID")]
    [InlineData("w*", "", "'plugins' of key KEYID")]
    [InlineData("w*", "Weather", "'plugins' of key KEYID")]
    [InlineData("w*", "[a-z]*", "'plugins' of key KEYID")]
    [InlineData("w*", "we\\\\*", "'plugins' of key KEYID")]
    [InlineData("1.2.0", "1.2", "'minimumVersion' of plugin 'weather'")]
    [InlineData("1.2.0", "latest", "'minimumVersion' of plugin 'weather'")]
    [InlineData("\"signatures\":2", "\"signatures\":0", "'signatures' of plugin 'weather' is 0")]
    [InlineData("\"signatures\":2", "\"signatures\":17", "'signatures' of plugin 'weather' is 17")]
    [InlineData("\"signatures\":2", "\"signatures\":-1", "'signatures' of plugin 'weather' is -1")]
    [InlineData("\"signatures\":2", "\"signatures\":4294967297", "signatures")]
    [InlineData("{\"weather\":", "{\"Weather\":", "'Weather' is no name of a plugin")]
    [InlineData("{\"weather\":", "{\"weath*\":", "'weath*' is no name of a plugin")]
    [InlineData(Valid, "", "is not valid")]
    [InlineData(Valid, "null", "is null")]
    [InlineData(Valid, "[]", "is not valid")]
    [InlineData(Valid, Valid + "{}", "is not valid")]
    [InlineData(Valid, "/* ours */" + Valid, "is not valid")]
    public void A_document_that_is_not_by_the_format_is_refused(string old, string replacement, string expected)
    {
        Assert.Contains(old, Valid);

        var message = Assert.Throws<SignatureFormatException>(() => Load(Valid.Replace(old, replacement))).Message;

        Assert.StartsWith("trust.json", message);
        Assert.Contains(expected.Replace(Id, _key.Public.KeyId), message);
    }

    [Fact]
    public void A_subject_has_at_most_200_characters()
    {
        Assert.Single(Load(Valid.Replace("Weather team", new('a', 200))).Keys);
        Assert.Contains("'subject'", Assert.Throws<SignatureFormatException>(() => Load(Valid.Replace("Weather team", new('a', 201)))).Message);
    }

    [Fact]
    public void A_document_at_the_limit_is_read_and_one_over_it_refused()
    {
        string Padded(int bytes) => Valid + new string(' ', bytes - Valid.Replace(Id, _key.Public.KeyId).Length);

        Assert.Single(Load(Padded(1024 * 1024)).Keys);
        Assert.Contains("has 1048577 bytes", Assert.Throws<SignatureFormatException>(() => Load(Padded((1024 * 1024) + 1))).Message);
    }

    [Fact]
    public void A_key_without_its_PEM_is_refused()
    {
        var other = new string('0', 64);

        Assert.Equal($"trust.json: key {other} has no PEM file beside it", Assert.Throws<SignatureFormatException>(() => Load(Valid.Replace(Id, other))).Message);
    }

    [Fact]
    public void A_PEM_that_is_no_key_is_refused_by_its_name()
    {
        Write("broken.pem", "-----BEGIN PUBLIC KEY-----");

        Assert.StartsWith("broken.pem: it is not one public key in PEM", Assert.Throws<SignatureFormatException>(() => Load(Valid)).Message);
    }

    [Fact]
    public void A_private_key_among_the_trusted_is_refused_by_its_name()
    {
        Write("own.pem", System.Security.Cryptography.PemEncoding.WriteString("PRIVATE KEY", _key.ExportPkcs8()));

        Assert.StartsWith("own.pem: it is not one public key in PEM", Assert.Throws<SignatureFormatException>(() => Load(Valid)).Message);
    }

    [Fact]
    public void One_key_in_two_files_is_refused()
    {
        Write("zzz.pem", _key.Public.ToPem());

        Assert.Equal("zzz.pem: another file has the same key", Assert.Throws<SignatureFormatException>(() => Load(Valid)).Message);
    }

    [Fact]
    public void A_PEM_file_that_is_too_long_is_refused()
    {
        Write("long.pem", new(' ', 20_000));

        Assert.StartsWith("'long.pem' has 20000 bytes; at most 16384 are allowed", Assert.Throws<SignatureFormatException>(() => Load(Valid)).Message);
    }

    [Fact]
    public void A_folder_without_a_document_cannot_be_read()
    {
        using var empty = new TemporaryFolder();

        Assert.Throws<FileNotFoundException>(() => TrustStore.Load(empty.Path));
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_folder.Path, file), content);

    private TrustStore Load(string document)
    {
        _folder.WriteDocument(document.Replace(Id, _key.Public.KeyId));
        return TrustStore.Load(_folder.Path);
    }
}
