using System.Text.Json.Serialization;

namespace Hatago.Check.Sources;

/// <summary>Of <c>slo.status</c>, what is shown.</summary>
internal sealed record SloAnswer(
    IReadOnlyList<SloAnswer.Objective> Objectives, SloAnswer.Budget ErrorBudget, IReadOnlyList<SloAnswer.Burn> BurnRates, IReadOnlyList<SloAnswer.Tool> Tools)
{
    internal sealed record Objective(string Name, string Window, string Unit, double Target, double? Current, string State);

    internal sealed record Budget(double Remaining);

    internal sealed record Burn(string Window, double BurnRate);

    internal sealed record Tool(string Plugin, [property: JsonPropertyName("tool")] string Name, IReadOnlyList<Objective> Objectives);
}
