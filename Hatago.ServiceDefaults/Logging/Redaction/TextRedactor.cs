using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>Takes what is secret out of a text, and what would turn the direction of reading. A text without either comes back as it is.</summary>
internal sealed class TextRedactor(SecretShapes shapes, KnownSecrets known)
{
    /// <summary>A secret that the end of a long text cuts in two is still found.</summary>
    public const int Beyond = 4 * 1024;

    /// <summary>Bidirectional controls (Unicode UAX #9) and the byte order mark: a reader sees another text than a parser.</summary>
    private static readonly SearchValues<char> Controls =
        SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF");

    [ThreadStatic]
    private static List<(int Start, int End)>? ranges;

    /// <param name="text">Any text.</param>
    /// <param name="limit">How many characters are kept.</param>
    /// <param name="call">The arguments of the call that runs.</param>
    public string Redact(string text, int limit, CallSecrets? call) => Redact(text, limit, call, out _);

    /// <param name="text">Any text.</param>
    /// <param name="limit">How many characters are kept.</param>
    /// <param name="call">The arguments of the call that runs.</param>
    /// <param name="isSuspicious">Whether it holds half a secret perhaps, of which the other half stands elsewhere.</param>
    public string Redact(string text, int limit, CallSecrets? call, out bool isSuspicious)
    {
        var length = text.Length;
        if (length > limit + Beyond)
            text = text[..(limit + Beyond)];
        isSuspicious = shapes.MayBeIn(text);
        if (isSuspicious || call is not null || known.MayBeIn(text))
            text = TakeOut(text, call);
        if (text.Contains('%', StringComparison.Ordinal) && Uri.UnescapeDataString(text) is var plain && plain.Length < text.Length && TakeOut(plain, call) is var taken && taken != plain)
            text = taken; // Of a URL, say, whose encoding hid it.
        if (text.AsSpan().ContainsAny(Controls))
            text = Escape(text);
        return text.Length <= limit ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)}… [{length} characters]";
    }

    /// <summary>All are looked for in the text as it came: a part that is taken out must not hide a whole.</summary>
    private string TakeOut(string text, CallSecrets? call)
    {
        var found = ranges ??= [];
        found.Clear();
        shapes.Find(text, found);
        known.Find(text, found);
        call?.Find(text, found);
        if (found.Count == 0)
            return text;

        found.Sort();
        var clean = new StringBuilder(text.Length);
        var at = -1;
        foreach (var (start, end) in found)
        {
            if (start > at)
                clean.Append(text, Math.Max(at, 0), start - Math.Max(at, 0)).Append(SecretShapes.Redacted);
            at = Math.Max(at, end);
        }

        return clean.Append(text, at, text.Length - at).ToString();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var unit in text)
        {
            if (Controls.Contains(unit))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            else
                escaped.Append(unit);
        }

        return escaped.ToString();
    }
}
