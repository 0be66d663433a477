using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hatago.PluginSdk.Signing;

/// <summary>A tool as an agent reads it. The digest pins it; the rest is there so that a reviewer reads the same.</summary>
internal sealed record StatementTool
{
    /// <summary>As listed with the tool separator <c>.</c>, the prefix included.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Empty for a tool without one.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("inputSchema")]
    public required JsonElement InputSchema { get; init; }

    /// <summary>
    /// Lower-case hex SHA-256 of <c>{"description":…,"inputSchema":…,"name":…}</c> as JSON without spaces, the members of every object
    /// sorted by their UTF-16 code units (RFC 8785 section 3.2.3), so that the order in which a schema is written does not count.
    /// </summary>
    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }

    public static StatementTool Of(string name, string? description, JsonElement inputSchema) => new()
    {
        Name = name,
        Description = description ?? "",
        InputSchema = inputSchema,
        Sha256 = Digest(name, description ?? "", inputSchema),
    };

    public bool IsAsPinned() => Sha256 == Digest(Name, Description, InputSchema);

    private static string Digest(string name, string description, JsonElement inputSchema)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 }))
        {
            writer.WriteStartObject();
            writer.WriteString("description", description);
            writer.WritePropertyName("inputSchema");
            WriteSorted(writer, inputSchema);
            writer.WriteString("name", name);
            writer.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()));
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
