using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>
/// The arguments of the call that runs: whatever is logged in its course, by whomever, they are taken out of. Texts of fewer than
/// <see cref="MinLength"/> characters stay; they are in every other sentence.
/// </summary>
internal sealed partial class CallSecrets(JsonNode? arguments)
{
    public const int MinLength = 4;
    private const int MaxValues = 100_000;

    private static readonly AsyncLocal<CallSecrets?> Flowing = new();

    /// <summary>Read out of the arguments when the first entry is logged: most calls log none.</summary>
    private readonly Lazy<VerbatimSearch> _values = new(() => Read(arguments));

    /// <summary>Those of the call that this code runs for.</summary>
    public static CallSecrets? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public void Find(string text, List<(int Start, int End)> found) => _values.Value.Find(text, found);

    private static VerbatimSearch Read(JsonNode? arguments)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        Collect(arguments, values, depth: 0);
        return new(values, MinLength);
    }

    private static void Collect(JsonNode? node, HashSet<string> values, int depth)
    {
        if (values.Count >= MaxValues)
            return;

        switch (node)
        {
            case JsonObject parent:
                foreach (var (name, child) in parent)
                {
                    if (depth > 0 && !Identifier().IsMatch(name))
                        values.Add(name); // The key of a dictionary, not the name of a parameter.
                    Collect(child, values, depth + 1);
                }

                break;
            case JsonArray parent:
                foreach (var child in parent)
                    Collect(child, values, depth + 1);
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                values.Add(value.GetValue<string>());
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.Number:
                var number = value.ToJsonString();
                values.Add(number);
                if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed))
                    values.Add(parsed.ToString("R", CultureInfo.InvariantCulture)); // As the plugin's language writes it.
                break;
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]*\z")]
    private static partial Regex Identifier();
}
