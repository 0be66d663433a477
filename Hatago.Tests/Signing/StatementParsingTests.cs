using System.Text;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class StatementParsingTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string File = $$"""{"path":"plugin.json","size":2,"sha256":"{{Digest}}"}""";
    private const string Valid = $$"""{"name":"weather","version":"1.2.3","signedAt":"2026-08-15T10:30:00Z","expiresAt":"2027-08-15T10:30:00Z","files":[{{File}}],"tools":[]}""";

    [Fact]
    public void A_statement_by_the_format_is_read()
    {
        var statement = Parse(Valid);

        Assert.Equal(("weather", "1.2.3"), (statement.Name, statement.Version));
        Assert.Equal(new DateTimeOffset(2026, 8, 15, 10, 30, 0, TimeSpan.Zero), statement.SignedAt);
        Assert.Equal(statement.SignedAt.AddYears(1), statement.ExpiresAt);
        Assert.Equal(new StatementFile("plugin.json", 2, Digest), Assert.Single(statement.Files));
        Assert.Empty(statement.Tools);
        Assert.Null(Parse(Valid.Replace(",\"expiresAt\":\"2027-08-15T10:30:00Z\"", "")).ExpiresAt);
    }

    [Theory]
    [InlineData("{\"name\"", "{\"name\":\"weather\",\"name\"", "'name'")]
    [InlineData("{\"name\"", "{\"\\u006eame\":\"weather\",\"name\"", "'name'")]
    [InlineData("\"tools\"", "\"files\":[],\"tools\"", "'files'")]
    [InlineData("\"size\"", "\"siz\\u0065\":1,\"size\"", "'size'")]
    public void A_member_that_stands_twice_is_refused(string old, string replacement, string member) => AssertRefused(old, replacement, member);

    [Theory]
    [InlineData("{\"name\"", "{\"author\":\"us\",\"name\"", "'author'")]
    [InlineData("\"name\"", "\"Name\"", "'Name'")]
    [InlineData("\"size\"", "\"mode\":493,\"size\"", "'mode'")]
    [InlineData("\"sha256\"", "\"SHA256\"", "'SHA256'")]
    public void A_member_that_is_not_known_is_refused(string old, string replacement, string member) => AssertRefused(old, replacement, member);

    [Theory]
    [InlineData("\"name\":\"weather\",", "'name'")]
    [InlineData("\"version\":\"1.2.3\",", "'version'")]
    [InlineData("\"signedAt\":\"2026-08-15T10:30:00Z\",", "'signedAt'")]
    [InlineData("\"files\":[" + File + "],", "'files'")]
    [InlineData(",\"tools\":[]", "'tools'")]
    [InlineData("\"path\":\"plugin.json\",", "'path'")]
    [InlineData("\"size\":2,", "'size'")]
    [InlineData(",\"sha256\":\"" + Digest + "\"", "'sha256'")]
    public void A_member_that_is_missing_is_refused(string removed, string member) => AssertRefused(removed, "", member);

    [Theory]
    [InlineData("\"weather\"", "null", "name")]
    [InlineData("\"1.2.3\"", "null", "version")]
    [InlineData("\"2026-08-15T10:30:00Z\"", "null", "signedAt")]
    [InlineData("[" + File + "]", "null", "files")]
    [InlineData(File, "null", "'files' has a null")]
    [InlineData("\"plugin.json\"", "null", "path")]
    [InlineData("\"size\":2", "\"size\":null", "size")]
    [InlineData("\"" + Digest + "\"", "null", "sha256")]
    [InlineData("\"tools\":[]", "\"tools\":null", "tools")]
    [InlineData("\"tools\":[]", "\"tools\":[null]", "'tools' has a null")]
    public void Null_is_refused(string old, string replacement, string member) => AssertRefused(old, replacement, member);

    [Fact]
    public void An_optional_member_that_is_null_counts_as_absent() => Assert.Null(Parse(Valid.Replace("\"2027-08-15T10:30:00Z\"", "null")).ExpiresAt);

    [Theory]
    [InlineData("\"size\":2", "\"size\":-1", "'size' of 'plugin.json' is -1")]
    [InlineData("\"size\":2", "\"size\":1073741825", "'size' of 'plugin.json' is 1073741825")]
    [InlineData("\"size\":2", "\"size\":9223372036854775807", "'size' of 'plugin.json' is 9223372036854775807")]
    [InlineData("\"size\":2", "\"size\":9223372036854775808", "size")]
    [InlineData("\"size\":2", "\"size\":1e400", "size")]
    [InlineData("\"size\":2", "\"size\":2.5", "size")]
    [InlineData("\"size\":2", "\"size\":\"2\"", "size")]
    [InlineData("\"size\":2", "\"size\":02", "size")]
    [InlineData(Digest, "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", "'sha256' of 'plugin.json'")]
    [InlineData(Digest, "0123", "'sha256' of 'plugin.json'")]
    public void A_size_or_a_digest_that_cannot_be_is_refused(string old, string replacement, string expected) => AssertRefused(old, replacement, expected);

    [Theory]
    [InlineData("")]
    [InlineData("Weather")]
    [InlineData("-weather")]
    [InlineData("wea_ther")]
    [InlineData("../weather")]
    [InlineData("weather\\n")]
    [InlineData("wеather")] // Cyrillic
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_name_that_no_plugin_can_have_is_refused(string name) => AssertRefused("weather", name, "'name' does not match");

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("v1.2.3")]
    [InlineData("01.2.3")]
    [InlineData(" 1.2.3")]
    [InlineData("1.2.3 ")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-é")]
    [InlineData("1.2.99999999999")]
    public void A_version_that_is_no_SemVer_is_refused(string version) => AssertRefused("1.2.3", version, "'version' is no SemVer 2.0.0 version");

    [Theory]
    [InlineData("2026-08-15T10:30:00")]
    [InlineData("2026-08-15T10:30:00+00:00")]
    [InlineData("2026-08-15T12:30:00+02:00")]
    [InlineData("2026-08-15T10:30:00.000Z")]
    [InlineData("2026-08-15T10:30Z")]
    [InlineData("2026-08-15 10:30:00Z")]
    [InlineData("2026-08-15t10:30:00z")]
    [InlineData(" 2026-08-15T10:30:00Z")]
    [InlineData("2026-08-15T10:30:00Z ")]
    [InlineData("2026-8-15T10:30:00Z")]
    [InlineData("2026-02-30T10:30:00Z")]
    [InlineData("2026-08-15T24:00:00Z")]
    [InlineData("2026-08-15T10:30:60Z")]
    [InlineData("+2026-08-15T10:30:00Z")]
    [InlineData("Sat, 15 Aug 2026 10:30:00 GMT")]
    [InlineData("1786789800")]
    [InlineData("")]
    public void A_time_in_another_spelling_is_refused(string time) => AssertRefused("2026-08-15T10:30:00Z", time, "signedAt");

    [Theory]
    [InlineData("2026-08-15T10:30:00Z")]
    [InlineData("2026-08-15T10:29:59Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void An_end_that_is_not_after_the_start_is_refused(string end) =>
        AssertRefused("2027-08-15T10:30:00Z", end, "'expiresAt' is not after 'signedAt'");

    [Fact]
    public void Files_that_are_not_sorted_are_refused() => AssertRefused(File, $"{Named("b")},{Named("a")}", "'files' is not sorted");

    /// <summary>Ordinal: upper case before lower, whatever a culture says.</summary>
    [Fact]
    public void Files_are_sorted_by_their_characters() => Assert.Equal(2, Parse(Valid.Replace(File, $"{Named("B")},{Named("a")}")).Files.Count);

    [Fact]
    public void A_file_that_stands_twice_is_refused() => AssertRefused(File, $"{Named("a")},{Named("a")}", "'files' is not sorted, or has one twice");

    [Theory]
    [InlineData("A", "a")]
    [InlineData("Lib/x.dll", "lib/x.dll")]
    public void Files_that_differ_by_case_only_are_refused(string one, string other) => AssertRefused(File, $"{Named(one)},{Named(other)}", "twice, in upper and lower case");

    [Theory]
    [InlineData("plugin.sig.json")]
    [InlineData("PLUGIN.SIG.JSON")]
    public void The_signature_cannot_sign_itself(string path) => AssertRefused("plugin.json", path, "which cannot sign itself");

    [Fact]
    public void No_files_and_too_many_are_refused()
    {
        string With(int count) => Valid.Replace(File, string.Join(',', Enumerable.Range(0, count).Select(index => Named($"{index:00000}"))));

        Assert.Equal(10_000, Parse(With(10_000)).Files.Count);
        AssertRefused(With(0), "'files' has 0; allowed are 1 to 10000");
        AssertRefused(With(10_001), "'files' has 10001; allowed are 1 to 10000");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData(Valid + "{}")]
    [InlineData("/**/" + Valid)]
    public void What_is_not_one_JSON_object_is_refused(string text) => AssertRefused(text, "the statement is n");

    [Fact]
    public void A_statement_at_the_limit_is_read_and_one_over_it_refused()
    {
        var padded = Valid + new string(' ', DsseEnvelope.MaxBytes - Valid.Length);

        Assert.Equal("weather", Parse(padded).Name);
        AssertRefused(padded + " ", "the statement has 16777217 bytes; at most 16777216 are allowed");
    }

    [Fact]
    public void What_could_not_be_read_again_is_not_written()
    {
        var statement = Parse(Valid);

        Assert.Throws<SignatureFormatException>(() => (statement with { Name = "Weather" }).ToBytes());
        Assert.Throws<SignatureFormatException>(() => (statement with { Files = [] }).ToBytes());
        Assert.Throws<SignatureFormatException>(() => (statement with { SignedAt = statement.SignedAt.AddMilliseconds(200), ExpiresAt = statement.SignedAt.AddMilliseconds(800) }).ToBytes());
        Assert.Equal(Valid, Encoding.UTF8.GetString(statement.ToBytes()));
    }

    private static string Named(string path) => File.Replace("plugin.json", path);

    private static PluginStatement Parse(string text) => PluginStatement.Parse(Encoding.UTF8.GetBytes(text));

    private static void AssertRefused(string old, string replacement, string expected)
    {
        Assert.Contains(old, Valid);
        AssertRefused(Valid.Replace(old, replacement), expected);
    }

    private static void AssertRefused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<SignatureFormatException>(() => Parse(text)).Message);
}
