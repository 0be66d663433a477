using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hatago.PluginSdk.Signing;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DsseEnvelope))]
[JsonSerializable(typeof(PluginStatement))]
[JsonSerializable(typeof(TrustDocument))]
internal sealed partial class SigningJson : JsonSerializerContext
{
    public static SigningJson Strict { get; } = new(Strictly(indented: false));

    /// <summary>Reads the same and writes for people.</summary>
    public static SigningJson Readable { get; } = new(Strictly(indented: true));

    private static JsonSerializerOptions Strictly(bool indented) => new(JsonSerializerOptions.Strict)
    {
        MaxDepth = 64,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // The default writes + as \u002B, whose B could become b unnoticed.
    };
}
