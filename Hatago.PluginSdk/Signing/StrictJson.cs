using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Hatago.PluginSdk.Signing;

/// <summary>
/// JSON of which every byte counts: no member twice, none that is unknown or missing, no comment, nothing after the value, no
/// more depth and bytes than the format needs. Two readers of such a document cannot see two different things.
/// </summary>
internal static class StrictJson
{
    public static T Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, string what, int maxBytes) where T : class
    {
        if (utf8.Length > maxBytes)
            throw new SignatureFormatException($"{what} has {utf8.Length} bytes; at most {maxBytes} are allowed");

        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new SignatureFormatException($"{what} is null");
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            var message = invalid is JsonException { Path: { } path } ? $"{path}: {invalid.Message}" : invalid.Message;
            throw new SignatureFormatException($"{what} is not valid: {StatementPath.Printable(message)}"); // It repeats names from the document.
        }
    }

    /// <summary>Standard base64 with its padding, in the one spelling that a value has: not the URL-safe alphabet, no stray bits.</summary>
    public static byte[] Base64(string text, string what)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw new SignatureFormatException($"{what} is not base64 (RFC 4648 section 4, with padding)");
    }

    public static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>A moment of UTC to the second, <c>2026-08-15T10:30:00Z</c>: the only spelling, so no reader takes it for its local time.</summary>
    internal sealed class Moment : JsonConverter<DateTimeOffset>
    {
        public const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment
                : throw new JsonException("a time is written as 2026-08-15T10:30:00Z");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture));
    }
}
