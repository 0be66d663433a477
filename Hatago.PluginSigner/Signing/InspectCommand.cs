using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;

namespace Hatago.PluginSigner.Signing;

internal static class InspectCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PluginArgument.Create();
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("inspect", "Shows what is signed, each tool as an agent will read it. Verifies nothing, runs nothing.") { Folder };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var signed = EnvelopeFile.Read(PluginArgument.Existing(parsed, Folder))
            ?? throw new SignerException(ExitCode.NotValid, $"the folder is not signed: {DsseEnvelope.FileName} is missing");
        var result = new InspectResult(false, signed.Digest, [.. signed.Envelope.Signatures.Select(signature => signature.KeyId)], signed.Statement);
        Output.Write(parsed, result, SignerJson.Default.InspectResult, Lines(result));
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(InspectResult result)
    {
        var statement = result.Statement;
        yield return "This is what the signature says; nothing of it was verified.";
        yield return "";
        yield return $"plugin     {statement.Name} {statement.Version}";
        yield return $"statement  {result.StatementDigest}";
        foreach (var key in result.KeyIds)
            yield return $"key id     {key}";
        yield return $"signed at  {statement.SignedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        yield return $"expires    {(statement.ExpiresAt is { } expires ? $"{expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "never")}";
        yield return "";
        foreach (var file in statement.Files)
            yield return $"{file.Sha256}  {file.Size,12}  {file.Path}";

        foreach (var tool in statement.Tools)
        {
            yield return "";
            yield return $"tool {TerminalText.Escape(tool.Name)}";
            yield return $"  sha256 {tool.Sha256}";
            foreach (var line in tool.Description.Split('\n'))
                yield return $"  | {TerminalText.Escape(line)}";
            foreach (var line in Text(tool.InputSchema).Split('\n'))
                yield return $"    {TerminalText.Escape(line)}";
        }
    }

    private static string Text(JsonElement schema)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            schema.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()).Replace("\r", "", StringComparison.Ordinal);
    }
}
