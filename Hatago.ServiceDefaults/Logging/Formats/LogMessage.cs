using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace Hatago.ServiceDefaults.Logging.Formats;

/// <summary>The message of an entry with its values in place, texts without quotes.</summary>
internal static class LogMessage
{
    private const int Kept = 16 * 1024;
    private const int MaxLength = Redaction.LogRedactor.MaxMessage + Redaction.TextRedactor.Beyond;

    private static readonly MessageTemplateTextFormatter Formatter = new("{Message:lj}", CultureInfo.InvariantCulture);

    [ThreadStatic]
    private static StringWriter? writer;

    /// <summary>Whether the message has the property of this name in it.</summary>
    public static bool Says(LogEvent entry, string property)
    {
        foreach (var token in entry.MessageTemplate.Tokens)
        {
            if (token is PropertyToken { PropertyName: var name } && name == property)
                return true;
        }

        return false;
    }

    public static string Of(LogEvent entry)
    {
        if (entry.MessageTemplate.Tokens is IReadOnlyList<MessageTemplateToken> and [TextToken { Text: var text }])
            return text;

        var mine = writer ??= new StringWriter(new StringBuilder(256), CultureInfo.InvariantCulture);
        var message = mine.GetStringBuilder();
        message.Clear();
        try
        {
            Formatter.Format(entry, mine);
        }
        catch (Exception unprintable) // A format that its value has not, a value whose text throws.
        {
            message.Clear().Append(entry.MessageTemplate.Text).Append(" [").Append(unprintable.GetType().Name).Append(']');
        }

        var rendered = message.Length <= MaxLength ? message.ToString() : $"{message.ToString(0, MaxLength)}… [{message.Length} characters]";
        if (message.Capacity > Kept)
            writer = null;
        return rendered;
    }
}
