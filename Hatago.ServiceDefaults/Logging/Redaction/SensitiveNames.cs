using System.Buffers;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>Names of fields whose values are never written: those that contain one of these, in whatever case.</summary>
internal sealed class SensitiveNames
{
    /// <summary>The names that are always sensitive; <see cref="SecretShapes"/> knows the same.</summary>
    public static readonly IReadOnlyList<string> Default =
    [
        "authorization", "cookie", "password", "passwd", "pwd", "passphrase", "secret", "token", "credential",
        "apikey", "api_key", "api-key", "api key", "privatekey", "private_key", "private-key", "accesskey", "access_key", "access-key", "accountkey", "account_key",
    ];

    private readonly SearchValues<string> _parts;

    public SensitiveNames(IEnumerable<string> more) =>
        _parts = SearchValues.Create([.. Default, .. more], StringComparison.OrdinalIgnoreCase);

    /// <param name="name">The field's.</param>
    /// <param name="isNumber">Whether its value is one: <c>max_tokens</c> counts and hides nothing.</param>
    public bool Has(ReadOnlySpan<char> name, bool isNumber = false) =>
        name.ContainsAny(_parts)
        && !(isNumber && name.EndsWith("tokens", StringComparison.OrdinalIgnoreCase))
        && !name.Equals("PublicKeyToken", StringComparison.OrdinalIgnoreCase);
}
