using System.Collections;
using Hatago.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>Secrets that this process was given: the values of environment variables and settings whose names are sensitive. They are found by what they are.</summary>
internal sealed class KnownSecrets
{
    /// <summary>A shorter one would be found in innocent texts.</summary>
    private const int MinLength = 8;

    private readonly VerbatimSearch _search;

    public KnownSecrets(IEnumerable<string> secrets) => _search = new(secrets, MinLength);

    public static KnownSecrets From(IConfiguration configuration, IEnumerable<EnvironmentVariable> table, SensitiveNames names)
    {
        var secrets = table.Where(variable => variable.IsSecret).Select(variable => configuration[variable.Setting])
            .Concat(configuration.AsEnumerable().Where(setting => IsSecret(setting.Key, names)).Select(setting => setting.Value))
            .Concat(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Where(variable => IsSecret((string)variable.Key, names)).Select(variable => variable.Value as string));
        return new(secrets.OfType<string>().SelectMany(Parts));
    }

    public bool MayBeIn(ReadOnlySpan<char> text) => _search.MayBeIn(text);

    public void Find(string text, List<(int Start, int End)> found) => _search.Find(text, found);

    /// <summary>A shell's PWD is its working directory.</summary>
    private static bool IsSecret(string name, SensitiveNames names) => name is not ("PWD" or "OLDPWD") && (names.Has(name) || IsHeaders(name));

    /// <summary><c>OTEL_EXPORTER_OTLP_HEADERS</c> and its kin hold tokens under the names of headers.</summary>
    private static bool IsHeaders(string name) => name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) && name.EndsWith("_HEADERS", StringComparison.OrdinalIgnoreCase);

    /// <summary>The whole, and what a connection string or a list of headers has in it.</summary>
    private static IEnumerable<string> Parts(string secret) =>
        secret.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part.Contains('=', StringComparison.Ordinal))
            .Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim())
            .Prepend(secret.Trim());
}
