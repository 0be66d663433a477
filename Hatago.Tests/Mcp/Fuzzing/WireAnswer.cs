using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>An answer as it came off the wire. One that a connection's end cut short is none.</summary>
internal sealed record WireAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private const int InternalError = -32603;

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The JSON in it: the body, or the data of its events.</summary>
    public IEnumerable<JsonNode?> Messages => MediaType switch
    {
        "application/json" or "application/problem+json" when Body.Length > 0 => [JsonNode.Parse(Body)],
        "text/event-stream" => Text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal) && line.Length > 6).Select(line => JsonNode.Parse(line[6..])),
        _ => [],
    };

    public bool HasResult => Messages.Any(message => message is JsonObject body && body.ContainsKey("result"));

    private string? MediaType => Headers.GetValueOrDefault("content-type")?.Split(';')[0];

    /// <summary>All answers that are whole, of a connection that has ended or not yet.</summary>
    public static IReadOnlyList<WireAnswer> All(ReadOnlySpan<byte> bytes, bool isHead, bool hasEnded)
    {
        var answers = new List<WireAnswer>();
        while (Read(ref bytes, isHead, hasEnded) is { } answer)
        {
            if (answer.Status >= 200) // 100 Continue comes before an answer.
                answers.Add(answer);
        }

        return answers;
    }

    /// <returns>What is wrong with the server that answered so; nothing, as a rule.</returns>
    public string? Problem()
    {
        if (Status >= 500 && !(Status == 503 && Headers.ContainsKey("retry-after")) && Status != 505) // A version of HTTP that there is none of (RFC 9110 section 15.6.6).
            return $"{Status}";
        try
        {
            return Messages.Any(message => message is JsonObject body && body["error"] is JsonObject error && error["code"]?.GetValue<int>() == InternalError) ? "internal error" : null;
        }
        catch (JsonException broken)
        {
            return $"broken JSON: {broken.Message}";
        }
    }

    private static WireAnswer? Read(ref ReadOnlySpan<byte> bytes, bool isHead, bool hasEnded)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;

        var lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).GroupBy(pair => pair[0].ToLowerInvariant()).ToDictionary(same => same.Key, same => same.First()[1]);
        var rest = bytes[(end + 4)..];
        var body = isHead || status < 200 || status is 204 or 304 ? [] : Content(ref rest, headers, hasEnded);
        if (body is null)
            return null;

        bytes = rest;
        return new(status, headers, body);
    }

    private static byte[]? Content(ref ReadOnlySpan<byte> bytes, Dictionary<string, string> headers, bool hasEnded)
    {
        if (headers.GetValueOrDefault("transfer-encoding") == "chunked")
            return Chunks(ref bytes);

        var length = headers.TryGetValue("content-length", out var said) ? int.Parse(said, CultureInfo.InvariantCulture) : hasEnded ? bytes.Length : int.MaxValue;
        if (bytes.Length < length)
            return null;

        var body = bytes[..length].ToArray();
        bytes = bytes[length..];
        return body;
    }

    private static byte[]? Chunks(ref ReadOnlySpan<byte> bytes)
    {
        var body = new List<byte>();
        while (bytes.IndexOf("\r\n"u8) is >= 0 and var line)
        {
            var length = int.Parse(bytes[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (bytes.Length < line + 2 + length + 2)
                return null;

            body.AddRange(bytes.Slice(line + 2, length));
            bytes = bytes[(line + 2 + length + 2)..];
            if (length == 0)
                return [.. body];
        }

        return null;
    }
}
