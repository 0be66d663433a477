namespace Hatago.Check.Sources;

/// <summary>Of <c>/health/ready</c>.</summary>
internal sealed record ReadyAnswer(string Status, string? Reason = null);
