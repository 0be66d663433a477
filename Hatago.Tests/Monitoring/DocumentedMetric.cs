namespace Hatago.Tests.Monitoring;

/// <summary>A row of the table of metrics.</summary>
internal sealed record DocumentedMetric(string Name, string Type, IReadOnlyList<string> Labels);
