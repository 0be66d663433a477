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
            if (isHidden || rune == Rune.ReplacementChar)
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x4}}}");
            else
                shown.Append(rune.ToString());
        }

        return shown.ToString();
    }
}
