using System.Globalization;
using System.Text;

namespace Hatago.PluginSigner.CommandLine;

/// <summary>
/// Text that somebody else wrote, for a terminal: what could move the cursor, colour, hide or turn around what stands beside it is
/// shown as an escape, so that a reviewer sees what is there.
/// </summary>
internal static class TerminalText
{
    public static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
            if (isHidden || rune == Rune.ReplacementChar || IsInvisible(rune.Value))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x4}}}");
            else
                shown.Append(rune.ToString());
        }

        return shown.ToString();
    }

    /// <summary>What is a letter or a mark to Unicode and nothing to the eye (Default_Ignorable_Code_Point, and the braille blank): text can be hidden in it.</summary>
    private static bool IsInvisible(int value) => value
        is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2800 or 0x3164
        or (>= 0xfe00 and <= 0xfe0f) or 0xffa0 or (>= 0xe0000 and <= 0xe0fff);
}
