using System.Text.Json.Serialization;

namespace Hatago.Tests.Conformance;

/// <summary>A check of the suite, as it writes it to <c>checks.json</c>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Description">What it checks.</param>
/// <param name="Status"><c>SUCCESS</c>, <c>FAILURE</c>, <c>WARNING</c>, <c>SKIPPED</c>, or <c>INFO</c> for what is none.</param>
/// <param name="Error">Why it did not pass.</param>
internal sealed record ConformanceCheck(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("errorMessage")] string? Error)
{
    public string? Scenario { get; init; }

    public override string ToString() => $"{Status} {Scenario}: {Id}: {Description}: {Error}";
}
