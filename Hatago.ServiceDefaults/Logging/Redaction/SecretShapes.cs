using System.Buffers;
using System.Text.RegularExpressions;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>
/// Finds what looks like a secret in a text: JSON Web Tokens (RFC 7519), values of HTTP authentication schemes, PEM private keys
/// (RFC 7468), keys of clouds and forges by their published prefixes, passwords in URLs, payment cards with a right check digit,
/// and the values of sensitive names (<c>password=…</c>, <c>"apiKey": "…"</c>, <c>Cookie: …</c>).
/// </summary>
internal sealed partial class SecretShapes
{
    public const string Redacted = "[redacted]";
    private const string Value = "value";

    /// <summary>Without one of these, a text is not looked at more closely.</summary>
    private static readonly string[] Cues =
        ["eyJ", "bearer", "basic", "dpop", "negotiate", "private key", "akia", "asia", "abia", "acca", "aiza", "ya29.", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "k_live_", "k_test_", "sk-", "npm_", "hf_", "://"];

    /// <summary>Characters that a word has not.</summary>
    private static readonly SearchValues<char> Unlikely = SearchValues.Create("0123456789._~+/=");

    private readonly SearchValues<string> _cues;
    private readonly SensitiveNames _names;
    private readonly Regex? _more;

    /// <param name="names">The sensitive names.</param>
    /// <param name="more">Those of them that are configured.</param>
    public SecretShapes(SensitiveNames names, IReadOnlyCollection<string> more)
    {
        _names = names;
        _cues = SearchValues.Create([.. Cues, .. SensitiveNames.Default, .. more], StringComparison.OrdinalIgnoreCase);
        _more = more.Count == 0 ? null : new(
            $"(?<name>(?:{string.Join('|', more.Select(Regex.Escape))})[A-Za-z0-9_.-]{{0,40}}){NamedValue}",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture);
    }

    public bool MayBeIn(ReadOnlySpan<char> text) => text.ContainsAny(_cues) || HasLongNumber(text);

    public void Find(string text, List<(int Start, int End)> found)
    {
        Find(Shapes(), text, found);
        if (_more is not null)
            Find(_more, text, found);
    }

    private void Find(Regex shapes, string text, List<(int Start, int End)> found)
    {
        for (var match = shapes.Match(text); match.Success; match = match.NextMatch())
        {
            Group secret = match.Groups[Value] is { Success: true } value ? value : match;
            if (IsSecret(match, secret.ValueSpan))
                found.Add((secret.Index, secret.Index + secret.Length));
        }
    }

    private bool IsSecret(Match match, ReadOnlySpan<char> secret)
    {
        if (secret.StartsWith(Redacted.AsSpan()[..^1]) || secret is "redacted")
            return false; // Done already.
        if (match.Groups["card"].Success)
            return HasCard(secret);
        if (match.Groups["scheme"].Success)
            return LooksRandom(secret); // "basic authentication" is prose.
        return match.Groups["name"] is not { Success: true } name || _names.Has(name.ValueSpan, isNumber: secret.TrimEnd(",)}]").IndexOfAnyExceptInRange('0', '9') < 0);
    }

    /// <summary>After a name: a sign between, then a value, quoted or up to the next separator; in JSON inside JSON, percent-encoding and HTML too.</summary>
    private const string NamedValue =
        """
        (?:\\{0,4}(?:["'\]]|u0022|u0027)|%2[27]|&quot;|&\#3[49];){0,3}[ \t]{0,40}(?:=>|[=:]|%3[AD])[ \t]{0,40}
        (?:"(?<value>(?:[^"\\]|\\.)*)(?:"|\z)
        |'(?<value>[^']*)(?:'|\z)
        |(?:\\{1,4}(?:u0022|u0027|["'])|&quot;|&\#3[49];)(?<value>(?:[^"'\\&]|\\(?!\\{0,3}(?:u0022|u0027|["']))|&(?!quot;|\#3[49];))*)
        |\[(?<value>[^\]]*)(?:\]|\z)
        |\{(?<value>[^}]*)(?:\}|\z)
        |(?:(?:bearer|basic|digest|dpop|negotiate)(?:[ +]|%20))?(?<value>[^\s&;"'<>\\]+))
        """;

    private const string Names = """(?:authorization|cookie|passw(?:or)?d|pwd|passphrase|secret|(?<!PublicKey)token|credential|(?:api|private|access|account)[_ -]?key)""";

    /// <summary>Every repetition is bounded, or eats what it matched, so that no text takes much more than linear time.</summary>
    [GeneratedRegex(
        """
        (?-i:eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3})
        | -----BEGIN[\ ][A-Z0-9\ ]{0,40}PRIVATE[\ ]KEY[\s\S]*?(?:-----END[\ ][A-Z0-9\ ]{0,40}PRIVATE[\ ]KEY-----|\z)
        | (?-i:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|xox[a-z]-[A-Za-z0-9-]{10,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|\bsk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,})
        | ://[^\s/:@"']{0,100}:(?!\d{1,5}(?:[/?\#]|\b\z))(?<value>[^\s"'<>]{1,300})@
        | (?:authorization|cookie)["'\]]{0,2}[ \t]{0,40}[=:][ \t]{0,40}(?!["'\\\[{])(?<value>[^\r\n]+)
        | \[[^\[\],\r\n]{0,40}(?<name>
        """ + Names + """
        [^\[\],\r\n]{0,40}),[\ ](?<value>[^\]\r\n]+)\]
        | <[A-Za-z0-9:_-]{0,40}(?<name>
        """ + Names + """
        [A-Za-z0-9_-]{0,40})>(?<value>[^<]{1,2000})</
        | (?<name>
        """ + Names + """
        [A-Za-z0-9_.-]{0,40})
        """ + NamedValue +
        """
        | (?<scheme>\b(?:bearer|basic|dpop|negotiate))(?:[ +]|%20){1,3}(?<value>(?:[A-Za-z0-9._~+/=-]|\\u002[BF]){6,})
        | (?<card>(?<!\d|[0-9a-f]{3})\d(?:[ -]?\d){12,22}(?!\d|[0-9a-f]{3}))
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Shapes();

    private static bool LooksRandom(ReadOnlySpan<char> value)
    {
        if (value.Length >= 20 || value.ContainsAny(Unlikely))
            return true;

        for (var at = 1; at < value.Length; at++)
        {
            if (char.IsAsciiLetterLower(value[at - 1]) && char.IsAsciiLetterUpper(value[at]))
                return true;
        }

        return false;
    }

    /// <summary>Whether a payment card could be in it: 13 digits and more, with spaces or dashes between.</summary>
    private static bool HasLongNumber(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('0', '9') is >= 0 and var start)
        {
            var (digits, at) = (0, start);
            for (; at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is ' ' or '-'); at++)
                digits += char.IsAsciiDigit(text[at]) ? 1 : 0;
            if (digits >= 13)
                return true;
            text = text[at..];
        }

        return false;
    }

    /// <summary>Whether some of its groups are one: other numbers may stand beside it.</summary>
    private static bool HasCard(ReadOnlySpan<char> text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]) || (start > 0 && char.IsAsciiDigit(text[start - 1])))
                continue;
            for (var end = text.Length; end > start; end--)
            {
                if (char.IsAsciiDigit(text[end - 1]) && (end == text.Length || !char.IsAsciiDigit(text[end])) && IsCard(text[start..end]))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A prefix of an issuer (ISO/IEC 7812) and the right check digit (Luhn).</summary>
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        var (sum, count, doubled) = (0, 0, false);
        for (var at = text.Length - 1; at >= 0; at--)
        {
            if (!char.IsAsciiDigit(text[at]))
                continue;
            var digit = text[at] - '0';
            sum += !doubled ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
            doubled = !doubled;
            count++;
        }

        return sum % 10 == 0 && count is >= 13 and <= 19 && text[0] is >= '2' and <= '6';
    }
}
