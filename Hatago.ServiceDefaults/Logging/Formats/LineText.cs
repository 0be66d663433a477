using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hatago.ServiceDefaults.Logging.Formats;

/// <summary>A text of which nothing ends a line, moves a cursor or turns the direction of reading: such characters are written as <c>\uXXXX</c>.</summary>
internal static class LineText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        Enumerable.Range(' ', 0x7F - ' ').Concat(Enumerable.Range(0xA1, 0xC)).Concat(Enumerable.Range(0xAE, 0x500)).Select(code => (char)code).ToArray());

    public static void Append(StringBuilder line, string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyExcept(Plain) is >= 0 and var at)
        {
            line.Append(rest[..at]);
            rest = rest[at..];
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done && IsHarmless(rune))
                line.Append(rest[..length]);
            else
                AppendEscaped(line, rest[..length]);
            rest = rest[length..];
        }

        line.Append(rest);
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);

    private static void AppendEscaped(StringBuilder line, ReadOnlySpan<char> units)
    {
        foreach (var unit in units)
            line.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
    }
}
