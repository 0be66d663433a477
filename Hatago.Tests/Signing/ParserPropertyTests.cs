using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>Whatever it is given, a parser returns or throws <see cref="SignatureFormatException"/>; nothing else, and soon.</summary>
public sealed class ParserPropertyTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.OneOf("payloadType", "payload", "signatures", "keyid", "sig", "name", "version", "signedAt", "expiresAt", "files", "tools", "path", "size", "sha256", "description", "inputSchema"),
        Gen.OneOf("keys", "plugins", "subject", "validFrom", "validTo", "revoked", "at", "reason", "minimumVersion", "\\u0070ayload", "\\ud800", "__proto__", "$ref", ""),
        Gen.String[Gen.Char.AlphaNumeric, 0, 5]);

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.OneOf("null", "true", "false", "0", "-1", "1e400", "-0.0", "9223372036854775808", "\"\"", "\"2026-08-15T10:30:00Z\"", "\"1.2.3\"", "\"weather\"", "\"\\udc00\"", "[]", "{}"),
        Gen.OneOf("\"application/vnd.hatago.plugin+json\"", "\"AAAA\"", "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"", "\"../x\"", "\"plugin.json\""),
        Gen.String.Select(text => JsonSerializer.Serialize(text)));

    private static readonly Gen<string> Tree = Gen.Recursive<string>((depth, inner) => depth > 8 ? Leaf : Gen.Frequency(
        (4, Leaf),
        (2, Gen.Select(Name, inner).Array[0, 4].Select(members => "{" + string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}")) + "}")),
        (1, inner.Array[0, 3].Select(items => "[" + string.Join(',', items) + "]"))));

    /// <summary>A tree as deep as the formats allow, and deeper.</summary>
    private static readonly Gen<string> Json = Gen.Select(
        Gen.OneOf("[", "{\"tools\":", "{\"inputSchema\":", "{\"keys\":").Array[0, 70],
        Tree,
        (starts, tree) => string.Concat(starts) + tree + string.Concat(starts.Reverse().Select(start => start == "[" ? "]" : "}")));

    private readonly HandWrittenTrust _trust = new();
    private readonly SigningKey _key = SigningKey.Generate(SignatureAlgorithms.Ed25519);

    [Fact]
    public void Any_bytes_are_parsed_or_refused() => Gen.Byte.Array[0, 300].Sample(ParseAsEverything, iter: 5_000);

    [Fact]
    public void Any_JSON_is_parsed_or_refused() => Json.Sample(json => ParseAsEverything(Encoding.UTF8.GetBytes(json)), iter: 3_000);

    [Fact]
    public void Any_mutation_of_an_envelope_is_parsed_or_refused()
    {
        var envelope = DsseEnvelope.Sign(Statement().ToBytes(), _key).ToBytes();
        SignedStatement.Parse(envelope);

        Mutation.Some.Sample(mutations => Refuses(() => SignedStatement.Parse(Mutation.All(envelope, mutations))), iter: 10_000);
    }

    [Fact]
    public void Any_mutation_of_a_statement_is_parsed_or_refused()
    {
        var statement = Statement().ToBytes();
        PluginStatement.Parse(statement);

        Mutation.Some.Sample(mutations => Refuses(() => PluginStatement.Parse(Mutation.All(statement, mutations)).ToBytes()), iter: 10_000);
    }

    [Fact]
    public void Any_mutation_of_a_trust_document_is_parsed_or_refused()
    {
        _trust.Add(_key.Public, entry => entry["validTo"] = "2027-01-01T00:00:00Z").Add("weather", new System.Text.Json.Nodes.JsonObject { ["minimumVersion"] = "1.2.0" }).Load();
        var path = Path.Combine(_trust.Path, TrustDocument.FileName);
        var document = File.ReadAllBytes(path);

        Mutation.Some.Sample(
            mutations =>
            {
                File.WriteAllBytes(path, Mutation.All(document, mutations));
                Refuses(() =>
                {
                    var store = TrustStore.Load(_trust.Path);
                    store.MinimumVersion("weather");
                    Assert.All(store.Keys, key => key.MaySign("weather"));
                });
            },
            iter: 1_500, threads: 1);
    }

    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    public void Any_mutation_of_a_key_is_a_key_or_refused(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        var pem = key.Public.ToPem();
        var der = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        var signature = key.Sign([1]);

        Mutation.Some.Sample(
            mutations =>
            {
                Refuses(() => VerificationKey.FromPem(Encoding.Latin1.GetString(Mutation.All(Encoding.Latin1.GetBytes(pem), mutations))).Verify([1], signature));
                Refuses(() => VerificationKey.Import(Mutation.All(der, mutations)).Verify([1], signature));
                Assert.False(key.Public.Verify([1, 2], Mutation.All(signature, mutations)));
            },
            iter: 2_000);
    }

    [Theory]
    [InlineData("[", 1)]
    [InlineData("{\"payload\":", 11)]
    [InlineData("{\"\":", 4)]
    [InlineData(" ", 1)]
    [InlineData("1", 1)]
    [InlineData("\"", 1)]
    [InlineData("\0", 1)]
    [InlineData("\\u0041", 6)]
    public Task Sixteen_mebibytes_of_one_thing_are_refused_soon(string text, int length) =>
        Soon(() => ParseAsEverything(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, DsseEnvelope.MaxBytes / length)))));

    [Theory]
    [InlineData("{\"payloadType\":\"application/vnd.hatago.plugin+json\",\"signatures\":[],\"payload\":\"", "AAAA", "\"}")]
    [InlineData("{\"payloadType\":\"application/vnd.hatago.plugin+json\",\"payload\":\"\",\"signatures\":[null", ",null", "]}")]
    [InlineData("{\"payloadType\":\"", "\\u0041", "\"}")]
    [InlineData("{\"keys\":{},\"", "x", "\":1}")]
    [InlineData("{\"name\":\"weather\",\"version\":\"1.0.0-", "1.1.1.1.", "1\",\"signedAt\":\"2026-08-15T10:30:00Z\",\"files\":[],\"tools\":[]}")]
    [InlineData("{\"name\":\"weather\",\"version\":\"1.0.0\",\"signedAt\":\"2026-08-15T10:30:00Z\",\"files\":[],\"tools\":[{}", ",{}", "]}")]
    [InlineData("{\"name\":\"weather\",\"version\":\"1.0.0\",\"signedAt\":\"2026-08-15T10:30:00Z\",\"tools\":[],\"files\":[null", ",null", "]}")]
    [InlineData("{\"name\":\"weather\",\"tools\":[{\"inputSchema\":[0", ",0", "]}]}")]
    public Task A_document_as_long_as_allowed_is_parsed_or_refused_soon(string start, string repeated, string end) => Soon(() => ParseAsEverything(
        Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(repeated, (DsseEnvelope.MaxBytes - start.Length - end.Length) / repeated.Length)) + end)));

    /// <summary>The members of a schema are compared with each other and sorted.</summary>
    [Fact]
    public Task A_schema_of_many_members_is_parsed_soon()
    {
        var members = string.Join(',', Enumerable.Range(0, 200_000).Select(index => $"\"{index:x}\":0"));
        var tool = StatementTool.Of("big", null, JsonElement.Parse($"{{{members}}}"));
        var bytes = (Statement() with { Tools = [tool] }).ToBytes();

        return Soon(() => Assert.Single(PluginStatement.Parse(bytes).Tools));
    }

    public void Dispose()
    {
        _trust.Dispose();
        _key.Dispose();
    }

    private static PluginStatement Statement() => new()
    {
        Name = "weather",
        Version = "1.2.3-rc.1+build",
        SignedAt = new(2026, 8, 15, 10, 30, 0, TimeSpan.Zero),
        ExpiresAt = new(2027, 8, 15, 10, 30, 0, TimeSpan.Zero),
        Files = [new("Weather.dll", 22, new('a', 64)), new("plugin.json", 2, new('b', 64))],
        Tools = [StatementTool.Of("weather.get", "Says \"it\" – soon.", JsonElement.Parse("""{"type":"object","properties":{"city":{"enum":["宿",1.50,null,true]}}}"""))],
    };

    private static Task Soon(Action action) => Task.Run(action, TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);

    private static void ParseAsEverything(byte[] bytes)
    {
        Refuses(() => SignedStatement.Parse(bytes));
        Refuses(() => PluginStatement.Parse(bytes));
        Refuses(() => StrictJson.Parse(bytes, SigningJson.Strict.TrustDocument, TrustDocument.FileName, TrustDocument.MaxBytes));
        if (bytes.Length > 4096)
            return;
        Refuses(() => VerificationKey.FromPem(Encoding.UTF8.GetString(bytes)));
        Refuses(() => VerificationKey.Import(bytes));
        Refuses(() => SigningKey.Import(bytes).Dispose());
    }

    private static void Refuses(Action parse)
    {
        try
        {
            parse();
        }
        catch (SignatureFormatException refused)
        {
            Assert.All(refused.Message, character => Assert.InRange(character, ' ', '~'));
        }
    }
}
