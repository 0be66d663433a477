using System.Text.Json.Nodes;
using Json.Schema;

namespace Hatago.PluginLoading;

/// <summary>A JSON schema that names every problem of a document in words.</summary>
internal sealed class SchemaCheck(JsonSchema schema)
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    static SchemaCheck() => ErrorMessages.Enum = "is not valid; allowed is one of [[values]]";

    public static SchemaCheck Parse(string schema) => new(JsonSchema.FromText(schema));

    /// <returns>One line a problem, each with the member that it is about; empty when the document is valid.</returns>
    public IReadOnlyList<string> Problems(JsonNode? document)
    {
        var result = schema.Evaluate(document, Options);
        return result.IsValid
            ? []
            : [.. result.Details
                .Where(detail => detail is { IsValid: false, Errors: not null })
                .SelectMany(detail => detail.Errors!.Select(error => Problem(detail, error.Key, error.Value)))
                .Distinct()];
    }

    private static string Problem(EvaluationResults detail, string keyword, string message)
    {
        var member = detail.InstanceLocation.ToString().TrimStart('/');
        return (member, keyword) switch
        {
            ("", _) => message,
            (_, "") => $"'{member}' is not a known member",
            _ => $"'{member}': {message}",
        };
    }
}
