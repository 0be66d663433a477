namespace Hatago.Check.Sources;

/// <summary>Of <c>/health/live</c>.</summary>
internal sealed record LiveAnswer(double Uptime);
