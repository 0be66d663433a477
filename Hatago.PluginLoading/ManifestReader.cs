using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using NuGet.Versioning;

namespace Hatago.PluginLoading;

/// <summary>Reads <c>plugin.json</c> and names everything that is wrong with it at once.</summary>
internal sealed partial class ManifestReader
{
    /// <summary>A manifest is a page of text; more is a mistake or an attack.</summary>
    private const int MaxBytes = 64 * 1024;

    private static readonly NuGetVersion SdkVersion = new(typeof(PluginManifest).Assembly.GetName().Version!.ToString(3));

    private readonly SchemaCheck _schema;

    public ManifestReader()
    {
        using var reader = new StreamReader(typeof(ManifestReader).Assembly.GetManifestResourceStream("plugin.schema.json")!);
        _schema = SchemaCheck.Parse(reader.ReadToEnd());
    }

    /// <param name="folder">The plugin's folder.</param>
    /// <param name="manifest">The manifest, when nothing is wrong.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public IReadOnlyList<string> Read(DirectoryInfo folder, [NotNull] out PluginManifest? manifest)
    {
        manifest = Nothing;
        var file = new FileInfo(Path.Combine(folder.FullName, PluginManifest.FileName));
        if (!file.Exists)
            return [$"{PluginManifest.FileName} is missing"];
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(RegularFile.ReadAllBytes(file.FullName, MaxBytes), documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (PluginFolderException unreadable)
        {
            return [unreadable.Message];
        }
        catch (JsonException invalid)
        {
            return [$"{PluginManifest.FileName} is not valid JSON: {invalid.Message}"];
        }

        List<string> problems = [.. _schema.Problems(document), .. BeyondTheSchema(document as JsonObject, folder)];
        if (problems.Count == 0)
            manifest = document.Deserialize(ManifestJson.Default.PluginManifest)!;
        return problems;
    }

    private static IEnumerable<string> BeyondTheSchema(JsonObject? document, DirectoryInfo folder)
    {
        if (Text(document, "name") is { } name && name != folder.Name)
            yield return $"'name' is '{name}', the folder's name is '{folder.Name}'; they must be equal";

        if (Text(document, "entryAssembly") is { } assembly && Path.GetFileName(assembly) == assembly && !File.Exists(Path.Combine(folder.FullName, assembly)))
            yield return $"'entryAssembly' is '{assembly}', which is not in the folder";

        if (Text(document, "sdk") is { } sdk)
        {
            if (!VersionRange.TryParse(sdk, out var range))
                yield return $"'sdk' is '{sdk}', which is no version range; write for example [1.0,2.0), or * for any";
            else if (!range.Satisfies(SdkVersion))
                yield return $"'sdk' is '{sdk}'; this server has {SdkVersion}";
        }
    }

    private static string? Text(JsonObject? document, string member) =>
        document?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static readonly PluginManifest Nothing = new() { Name = "", Version = "", Description = "", EntryAssembly = "", Sdk = "" };

    [JsonSerializable(typeof(PluginManifest))]
    private sealed partial class ManifestJson : JsonSerializerContext;
}
