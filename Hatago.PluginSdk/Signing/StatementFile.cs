using System.Text.Json.Serialization;

namespace Hatago.PluginSdk.Signing;

/// <summary>A file of the signed folder.</summary>
/// <param name="Path">Relative to the folder, parts joined by <c>/</c>; see <see cref="StatementPath"/>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record StatementFile(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("sha256")] string Sha256);
