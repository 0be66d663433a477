namespace Hatago.EmbeddedHosting.Publishing;

/// <summary>A ConfigMap that kustomize makes.</summary>
/// <param name="Name">What it is called in manifests; kustomize adds a hash of the content, there too.</param>
/// <param name="Envs">Files with a <c>NAME=value</c> on each line.</param>
/// <param name="Options">Its labels.</param>
internal sealed record GeneratedConfigMap(string Name, IReadOnlyList<string> Envs, GeneratedOptions Options);
