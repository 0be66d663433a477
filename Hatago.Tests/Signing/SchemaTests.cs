using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;
using Json.Schema;

namespace Hatago.Tests.Signing;

/// <summary><c>docs/schemas</c> says of the shape of each document what the parser says.</summary>
public sealed class SchemaTests : IDisposable
{
    private const string Envelope = "plugin-signature.json";
    private const string Statement = "plugin-statement.json";
    private const string Trust = "trust.json";

    private readonly SigningKey _key = SigningKey.Generate(SignatureAlgorithms.Ed25519);

    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    public void What_is_signed_is_valid_by_the_schemas(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);

        for (var length = 1; length <= 3; length++) // Each padding of base64.
        {
            var statement = Signed() with { Version = "1.0." + new string('1', length) };

            Assert.True(IsValid(Statement, JsonNode.Parse(statement.ToBytes())));
            Assert.True(IsValid(Envelope, JsonNode.Parse(DsseEnvelope.Sign(statement.ToBytes(), _key, key).ToBytes())));
        }
    }

    [Fact]
    public void A_trust_store_that_is_written_is_valid_by_the_schema() => Assert.True(IsValid(Trust, Document(Trust)));

    /// <summary>Where (a JSON pointer) and the value that is put there; <c>remove</c> takes the member out.</summary>
    [Theory]
    [InlineData(Envelope, "payloadType", "remove")]
    [InlineData(Envelope, "payloadType", "\"application/json\"")]
    [InlineData(Envelope, "payload", "\"_-__\"")]
    [InlineData(Envelope, "payload", "\"e31=\"")]
    [InlineData(Envelope, "payload", "\"e30\"")]
    [InlineData(Envelope, "payload", "null")]
    [InlineData(Envelope, "cert", "1")]
    [InlineData(Envelope, "signatures", "[]")]
    [InlineData(Envelope, "signatures", "{}")]
    [InlineData(Envelope, "signatures/0", "null")]
    [InlineData(Envelope, "signatures/0/keyid", "\"ABCD\"")]
    [InlineData(Envelope, "signatures/0/keyid", "remove")]
    [InlineData(Envelope, "signatures/0/sig", "remove")]
    [InlineData(Envelope, "signatures/0/sig", "\"AAA\"")]
    [InlineData(Envelope, "signatures/0/alg", "\"none\"")]
    [InlineData(Statement, "name", "\"Weather\"")]
    [InlineData(Statement, "version", "\"1.2\"")]
    [InlineData(Statement, "version", "\"1.2.3-01\"")]
    [InlineData(Statement, "version", "\"01.2.3\"")]
    [InlineData(Statement, "signedAt", "\"2026-08-15T10:30:00\"")]
    [InlineData(Statement, "signedAt", "\"2026-08-15T10:30:00+02:00\"")]
    [InlineData(Statement, "files", "[]")]
    [InlineData(Statement, "tools", "remove")]
    [InlineData(Statement, "author", "\"us\"")]
    [InlineData(Statement, "files/0/size", "-1")]
    [InlineData(Statement, "files/0/size", "1073741825")]
    [InlineData(Statement, "files/0/sha256", "\"0123\"")]
    [InlineData(Statement, "files/0/mode", "1")]
    [InlineData(Statement, "files/0/path", "\"../x\"")]
    [InlineData(Statement, "files/0/path", "\"/x\"")]
    [InlineData(Statement, "files/0/path", "\"a//x\"")]
    [InlineData(Statement, "files/0/path", "\"a/../x\"")]
    [InlineData(Statement, "files/0/path", "\"a\\\\x\"")]
    [InlineData(Statement, "files/0/path", "\"C:x\"")]
    [InlineData(Statement, "files/0/path", "\"x\\u0000\"")]
    [InlineData(Statement, "files/0/path", "\"x.\"")]
    [InlineData(Statement, "files/0/path", "\"\\u0440lugin.json\"")]
    [InlineData(Statement, "files/0/path", "\"\"")]
    [InlineData(Statement, "tools/0/sha256", "\"\"")]
    [InlineData(Statement, "tools/0/inputSchema", "remove")]
    [InlineData(Statement, "tools/0/title", "\"\"")]
    [InlineData(Trust, "keys", "remove")]
    [InlineData(Trust, "version", "1")]
    [InlineData(Trust, "keys/KEYID", "null")]
    [InlineData(Trust, "keys/KEYID/subject", "remove")]
    [InlineData(Trust, "keys/KEYID/subject", "\" \"")]
    [InlineData(Trust, "keys/KEYID/plugins", "[]")]
    [InlineData(Trust, "keys/KEYID/plugins/0", "\"Weather\"")]
    [InlineData(Trust, "keys/KEYID/validUntil", "\"2027-01-01T00:00:00Z\"")]
    [InlineData(Trust, "keys/KEYID/validTo", "\"2027-01-01\"")]
    [InlineData(Trust, "keys/KEYID/revoked/at", "remove")]
    [InlineData(Trust, "keys/KEYID/revoked/by", "\"us\"")]
    [InlineData(Trust, "plugins/Weather", "{}")]
    [InlineData(Trust, "plugins/weather/signatures", "0")]
    [InlineData(Trust, "plugins/weather/signatures", "17")]
    [InlineData(Trust, "plugins/weather/minimumVersion", "\"latest\"")]
    public void What_the_parser_refuses_for_its_shape_the_schema_refuses(string schema, string at, string value)
    {
        var document = Document(schema);
        Parse(schema, document);
        Assert.True(IsValid(schema, document));

        Change(document, at.Replace("KEYID", _key.Public.KeyId).Split('/'), value);

        Assert.Throws<SignatureFormatException>(() => Parse(schema, document));
        Assert.False(IsValid(schema, document));
    }

    public void Dispose() => _key.Dispose();

    private JsonNode Document(string schema) => JsonNode.Parse(schema switch
    {
        Envelope => DsseEnvelope.Sign("{}"u8.ToArray(), _key).ToBytes(),
        Statement => Signed().ToBytes(),
        _ => JsonSerializer.SerializeToUtf8Bytes(
            new TrustDocument
            {
                Keys = new Dictionary<string, TrustDocument.KeyEntry>
                {
                    [_key.Public.KeyId] = new()
                    {
                        Subject = "Weather team",
                        ValidFrom = PluginOnDisk.SignedAt,
                        ValidTo = PluginOnDisk.SignedAt.AddYears(1),
                        Revoked = new() { At = PluginOnDisk.SignedAt, Reason = "lost" },
                        Plugins = ["weather", "w*"],
                    },
                },
                Plugins = new Dictionary<string, TrustDocument.PluginEntry> { ["weather"] = new() { MinimumVersion = "1.2.3-rc.1+b", Signatures = 2 } },
            },
            SigningJson.Readable.TrustDocument),
    })!;

    private static PluginStatement Signed() => new()
    {
        Name = "weather",
        Version = "1.2.3-rc.1+build.5",
        SignedAt = PluginOnDisk.SignedAt,
        ExpiresAt = PluginOnDisk.SignedAt.AddDays(365),
        Files = [new("plugin.json", 2, new('0', 64)), new("runtimes/linux-x64/native/lib[1] ~.so", 0, new('f', 64))],
        Tools = [StatementTool.Of("weather.get", "Says the weather.", JsonElement.Parse("{}"))],
    };

    private void Parse(string schema, JsonNode document)
    {
        var text = document.ToJsonString();
        if (schema == Trust)
        {
            using var folder = new HandWrittenTrust();
            folder.Add(_key.Public).WriteDocument(text);
            TrustStore.Load(folder.Path);
        }
        else if (schema == Envelope)
        {
            DsseEnvelope.Parse(Encoding.UTF8.GetBytes(text));
        }
        else
        {
            PluginStatement.Parse(Encoding.UTF8.GetBytes(text));
        }
    }

    private static void Change(JsonNode document, string[] path, string value)
    {
        var parent = path[..^1].Aggregate(document, (node, part) => node is JsonArray array ? array[int.Parse(part, null)]! : node[part]!);
        if (parent is JsonArray items)
            items[int.Parse(path[^1], null)] = JsonNode.Parse(value);
        else if (value == "remove")
            Assert.True(parent.AsObject().Remove(path[^1]));
        else
            parent[path[^1]] = JsonNode.Parse(value);
    }

    private static bool IsValid(string schema, JsonNode? document) =>
        JsonSchema.FromText(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", schema))).Evaluate(document).IsValid;
}
