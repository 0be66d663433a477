using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>Finds known texts in a text, as they are and as they look inside JSON or a URL; of a long one also a beginning.</summary>
internal sealed class VerbatimSearch
{
    /// <summary>From so many characters on, the beginning of a text is as telling as the whole.</summary>
    private const int Telling = 48;

    private readonly string[] _all;
    private readonly SearchValues<string>? _beginnings;

    public VerbatimSearch(IEnumerable<string> texts, int minLength)
    {
        _all = [.. texts.SelectMany(Spellings).Where(text => text.Length >= minLength).Distinct(StringComparer.Ordinal)];
        _beginnings = _all.Length == 0 ? null : SearchValues.Create(_all.Select(Beginning).Distinct().ToArray(), StringComparison.Ordinal);
    }

    public bool MayBeIn(ReadOnlySpan<char> text) => _beginnings is not null && text.ContainsAny(_beginnings);

    public void Find(string text, List<(int Start, int End)> found)
    {
        if (!MayBeIn(text))
            return;

        foreach (var one in _all)
        {
            var beginning = Beginning(one);
            for (var at = text.IndexOf(beginning, StringComparison.Ordinal); at >= 0; at = text.IndexOf(beginning, at + beginning.Length, StringComparison.Ordinal))
                found.Add((at, at + text.AsSpan(at).CommonPrefixLength(one)));
        }
    }

    private static string Beginning(string text) => text.Length <= Telling ? text : text[..Telling];

    private static IEnumerable<string> Spellings(string text) =>
    [
        text, text.Trim(), Uri.EscapeDataString(text), WebUtility.UrlEncode(text),
        JsonEncodedText.Encode(text).Value, JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
        .. text.AsSpan().ContainsAny('\n', '\r') ? text.Split(['\n', '\r'], StringSplitOptions.TrimEntries) : [],
    ];
}
