using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Hatago.PluginSdk.Signing;

/// <summary>What is signed: which plugin this is, each of its files, each of its tools.</summary>
internal sealed partial record PluginStatement
{
    public const int MaxFiles = 10_000;
    public const int MaxTools = 1_000;

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>SemVer 2.0.0.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    [JsonPropertyName("signedAt"), JsonConverter(typeof(StrictJson.Moment))]
    public required DateTimeOffset SignedAt { get; init; }

    [JsonPropertyName("expiresAt"), JsonConverter(typeof(StrictJson.Moment))]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Every file of the folder but the signature itself, sorted by path (ordinal).</summary>
    [JsonPropertyName("files")]
    public required IReadOnlyList<StatementFile> Files { get; init; }

    /// <summary>Every tool that the plugin brings, sorted by name (ordinal).</summary>
    [JsonPropertyName("tools")]
    public required IReadOnlyList<StatementTool> Tools { get; init; }

    /// <exception cref="SignatureFormatException">Not a statement; the message names the member.</exception>
    public static PluginStatement Parse(ReadOnlySpan<byte> utf8)
    {
        var statement = StrictJson.Parse(utf8, SigningJson.Strict.PluginStatement, "the statement", DsseEnvelope.MaxBytes);
        try
        {
            return statement.Problem() is { } problem ? throw new SignatureFormatException($"the statement is not valid: {problem}") : statement;
        }
        catch (Exception unwritable) when (unwritable is InvalidOperationException or ArgumentException)
        {
            throw new SignatureFormatException("the statement is not valid: a text in it is no Unicode text"); // Half of a surrogate pair.
        }
    }

    /// <exception cref="SignatureFormatException">What is in it could not be verified later.</exception>
    public byte[] ToBytes()
    {
        try
        {
            return Problem() is { } problem ? throw new SignatureFormatException(problem) : JsonSerializer.SerializeToUtf8Bytes(this, SigningJson.Strict.PluginStatement);
        }
        catch (Exception unwritable) when (unwritable is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new SignatureFormatException("a text in it is no Unicode text, or an input schema is too deep"); // Deeper than what is read.
        }
    }

    private string? Problem()
    {
        if (!PluginName().IsMatch(Name))
            return $"'name' does not match {PluginManifest.NamePattern}";
        if (!SemanticVersion.TryParse(Version, out _))
            return "'version' is no SemVer 2.0.0 version";
        if (ExpiresAt?.ToUnixTimeSeconds() <= SignedAt.ToUnixTimeSeconds()) // Written to the second.
            return "'expiresAt' is not after 'signedAt'";
        if (Files.Count is 0 or > MaxFiles)
            return $"'files' has {Files.Count}; allowed are 1 to {MaxFiles}";
        if (Tools.Count > MaxTools)
            return $"'tools' has {Tools.Count}; at most {MaxTools} are allowed";
        return Files.Select(FileProblem).Concat(Tools.Select(ToolProblem)).FirstOrDefault(problem => problem is not null)
            ?? OrderProblem("files", [.. Files.Select(file => file.Path)])
            ?? OrderProblem("tools", [.. Tools.Select(tool => tool.Name)])
            ?? Files.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase).Where(twins => twins.Count() > 1)
                .Select(twins => $"'files' has '{twins.First().Path}' twice, in upper and lower case").FirstOrDefault();
    }

    private static string? FileProblem(StatementFile? file)
    {
        if (file is null)
            return "'files' has a null";
        if (StatementPath.Problem(file.Path) is { } problem)
            return $"path '{StatementPath.Printable(file.Path)}' {problem}";
        if (file.Path.Equals(DsseEnvelope.FileName, StringComparison.OrdinalIgnoreCase))
            return $"'files' has {DsseEnvelope.FileName}, which cannot sign itself";
        if (file.Size is < 0 or > PluginFolder.MaxBytes)
            return $"'size' of '{file.Path}' is {file.Size}; allowed are 0 to {PluginFolder.MaxBytes} bytes";
        return StrictJson.IsSha256(file.Sha256) ? null : $"'sha256' of '{file.Path}' is no lower-case hex SHA-256";
    }

    private static string? ToolProblem(StatementTool? tool)
    {
        if (tool is null)
            return "'tools' has a null";
        return tool.IsAsPinned() ? null : $"'sha256' of tool '{StatementPath.Printable(tool.Name)}' is not that of its name, description and input schema";
    }

    private static string? OrderProblem(string member, IReadOnlyList<string> names) =>
        names.Zip(names.Skip(1)).Any(pair => string.CompareOrdinal(pair.First, pair.Second) >= 0) ? $"'{member}' is not sorted, or has one twice" : null;

    [GeneratedRegex(@"\A" + PluginManifest.NameCharacters + @"\z")]
    private static partial Regex PluginName();
}
