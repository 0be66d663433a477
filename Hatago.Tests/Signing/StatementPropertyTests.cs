using System.Text.Json;
using CsCheck;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class StatementPropertyTests
{
    private const string PathCharacters = "ABYZabyz0189/._-+@()[]{}=,;!#$%&'~^ ";

    private static readonly Gen<string> AnyPath = Gen.OneOf(
        Gen.String[Gen.OneOf('.', '/', 'a', '\\', ':', '\0', ' ', '~', '․'), 0, 12],
        Gen.OneOf("..", ".", "", "a", "lib", "C:", "\\", "~", "...", "NUL", "aux.txt", ".. ", "%2e%2e", "$HOME").Array[1, 6].Select(parts => string.Join('/', parts)),
        Gen.String);

    private static readonly Gen<StatementFile[]> Files = Gen
        .Select(
            Gen.String[Gen.Char[PathCharacters], 1, 30].Where(path => StatementPath.Problem(path) is null), Gen.Long[0, PluginFolder.MaxBytes], Gen.Byte.Array[32],
            (path, size, digest) => new StatementFile(path, size, Convert.ToHexStringLower(digest)))
        .Array[1, 20]
        .Select(files => files.DistinctBy(file => file.Path, StringComparer.OrdinalIgnoreCase).OrderBy(file => file.Path, StringComparer.Ordinal).ToArray());

    private static readonly Gen<JsonElement> Schema = Gen.Recursive<string>((depth, inner) => depth > 6 ? Gen.Const("0") : Gen.Frequency(
            (4, Gen.String[Gen.Char[' ', '\ud7ff'], 0, 8].Select(text => JsonSerializer.Serialize(text))),
            (2, Gen.Double.Select(number => double.IsFinite(number) ? JsonSerializer.Serialize(number) : "null")),
            (3, inner.Array[0, 4].Select(values => "{" + string.Join(',', values.Select((value, index) => $"\"m{(char)('z' - index)}é\":{value}")) + "}")),
            (1, inner.Array[0, 3].Select(values => "[" + string.Join(',', values) + "]"))))
        .Select(json => JsonElement.Parse(json));

    private static readonly Gen<StatementTool[]> Tools = Gen
        .Select(Gen.String[Gen.Char[' ', '\ud7ff'], 0, 12], Gen.String[Gen.Char[' ', '\ud7ff'], 0, 40], Schema, (name, description, schema) => StatementTool.Of(name, description, schema))
        .Array[0, 5]
        .Select(tools => tools.DistinctBy(tool => tool.Name).OrderBy(tool => tool.Name, StringComparer.Ordinal).ToArray());

    private static readonly Gen<PluginStatement> Statements = Gen.Select(
        Gen.String[Gen.Char["abyz0189-"], 1, 64].Where(name => name[0] != '-'),
        Gen.Select(Gen.Int[0, 999], Gen.Int[0, 999], Gen.OneOf("", "-rc.1", "-alpha", "+build.5", "-0.x-y.z+00")),
        Gen.Select(Gen.Long[0, 250_000_000_000], Gen.Int[0, int.MaxValue], Gen.Bool),
        Files,
        Tools,
        (name, version, time, files, tools) => new PluginStatement
        {
            Name = name,
            Version = $"{version.Item1}.{version.Item2}.0{version.Item3}",
            SignedAt = DateTimeOffset.MinValue.AddSeconds(time.Item1),
            ExpiresAt = time.Item3 ? DateTimeOffset.MinValue.AddSeconds(time.Item1).AddSeconds(1L + time.Item2) : null,
            Files = files,
            Tools = tools,
        });

    [Fact]
    public void Any_statement_is_read_as_it_was_written() => Statements.Sample(
        statement =>
        {
            var written = statement.ToBytes();

            var read = PluginStatement.Parse(written);

            Assert.Equal((statement.Name, statement.Version, statement.SignedAt, statement.ExpiresAt), (read.Name, read.Version, read.SignedAt, read.ExpiresAt));
            Assert.Equal(statement.Files, read.Files);
            Assert.Equal(statement.Tools.Select(tool => (tool.Name, tool.Description, tool.Sha256)), read.Tools.Select(tool => (tool.Name, tool.Description, tool.Sha256)));
            Assert.All(statement.Tools.Zip(read.Tools), pair => Assert.True(JsonElement.DeepEquals(pair.First.InputSchema, pair.Second.InputSchema)));
            Assert.Equal(written, read.ToBytes());
        },
        iter: 500);

    [Fact]
    public void Any_statement_is_read_from_its_envelope()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);

        Statements.Sample(
            statement =>
            {
                var signed = SignedStatement.Parse(DsseEnvelope.Sign(statement.ToBytes(), key).ToBytes());

                Assert.Equal(statement.ToBytes(), signed.Statement.ToBytes());
                Assert.True(signed.IsSignedBy(key.Public, signed.Envelope.Signatures[0]));
            },
            iter: 200);
    }

    [Fact]
    public void No_path_that_is_accepted_leaves_its_root()
    {
        var (accepted, root) = (0, "/plugins/weather");

        AnyPath.Sample(
            path =>
            {
                if (StatementPath.Problem(path) is not null)
                    return;

                Interlocked.Increment(ref accepted);
                Assert.Equal($"{root}/{path}", Path.GetFullPath(Path.Combine(root, path)));
                Assert.All(path.Split('/'), part => Assert.Equal(part, part.TrimEnd('.', ' ')));
                Assert.All(path, character => Assert.True(character is >= ' ' and <= '~' and not ('\\' or ':')));
            },
            iter: 50_000);

        Assert.InRange(accepted, 500, int.MaxValue);
    }
}
