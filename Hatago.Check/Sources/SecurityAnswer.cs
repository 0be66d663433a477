namespace Hatago.Check.Sources;

/// <summary>Of <c>security.status</c>.</summary>
internal sealed record SecurityAnswer(IReadOnlyList<SecurityAnswer.Plugin> Plugins)
{
    internal sealed record Plugin(string Name, string? Version, string? Status, bool Served, IReadOnlyList<string> Reasons);
}
