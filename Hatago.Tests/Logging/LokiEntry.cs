using System.Globalization;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Logging;

/// <summary>One line as Loki takes it; the time is nanoseconds since 1970.</summary>
internal sealed record LokiEntry(IReadOnlyDictionary<string, string> Labels, string Nanoseconds, string Line)
{
    public string Stream => string.Join(' ', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(long.Parse(Nanoseconds, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);

    public JsonNode Json => JsonNode.Parse(Line)!;
}
