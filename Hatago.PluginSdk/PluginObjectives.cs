using System.Text.Json.Serialization;

namespace Hatago.PluginSdk;

/// <summary>The member <c>slo</c> of a manifest: what each of the plugin's tools promises, and which promise otherwise.</summary>
public sealed record PluginObjectives : ToolObjectives
{
    private static readonly Dictionary<string, ToolObjectives> None = [];

    /// <summary>By the tool's name without the plugin's prefix; what an entry leaves out is as for every tool.</summary>
    [JsonPropertyName("tools")]
    public IReadOnlyDictionary<string, ToolObjectives> Tools { get; init => field = value ?? None; } = None; // A serializer sets what a document leaves out, to null.

    /// <param name="tool">Its name without the plugin's prefix.</param>
    /// <returns>What the tool promises.</returns>
    public ToolObjectives Of(string tool) => Tools.TryGetValue(tool, out var own)
        ? new() { Availability = own.Availability ?? Availability, P95Ms = own.P95Ms ?? P95Ms }
        : new() { Availability = Availability, P95Ms = P95Ms };
}
