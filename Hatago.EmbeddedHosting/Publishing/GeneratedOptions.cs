namespace Hatago.EmbeddedHosting.Publishing;

/// <summary>What kustomize puts on an object that it makes.</summary>
internal sealed record GeneratedOptions(IReadOnlyDictionary<string, string> Labels);
