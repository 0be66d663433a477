using System.Text.Json.Serialization;

namespace Hatago.PluginSdk;

/// <summary>The content of <c>plugin.json</c>. Its JSON schema is <c>docs/schemas/plugin.json</c>.</summary>
public sealed record PluginManifest
{
    /// <summary>The file's name in the plugin's folder.</summary>
    public const string FileName = "plugin.json";

    /// <summary>What a plugin's name matches.</summary>
    public const string NamePattern = "^" + NameCharacters + "$";

    internal const string NameCharacters = "[a-z0-9][a-z0-9-]{0,63}";

    /// <summary>Equals the folder's name: <c>^[a-z0-9][a-z0-9-]{0,63}$</c>.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>SemVer 2.0.0.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>What the plugin is for, in a line.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>File name of the assembly that has the tools, in the plugin's folder.</summary>
    [JsonPropertyName("entryAssembly")]
    public required string EntryAssembly { get; init; }

    /// <summary>Range of PluginSdk versions the plugin was built for, in NuGet's notation: <c>[1.0,2.0)</c>, <c>*</c> for any.</summary>
    [JsonPropertyName("sdk")]
    public required string Sdk { get; init; }

    /// <summary>Put before each tool's name, with the tool separator between.</summary>
    [JsonPropertyName("toolPrefix")]
    public string? ToolPrefix { get; init; }

    /// <summary>Longest tool call in milliseconds; the server's own limit when absent.</summary>
    [JsonPropertyName("timeoutMs")]
    public int? TimeoutMs { get; init; }

    /// <summary>Most calls of this plugin at once; no limit of its own when absent.</summary>
    [JsonPropertyName("maxConcurrency")]
    public int? MaxConcurrency { get; init; }

    /// <summary>What its tools promise; nothing when absent.</summary>
    [JsonPropertyName("slo")]
    public PluginObjectives? Slo { get; init; }
}
