namespace Hatago.EmbeddedHosting.Publishing;

/// <summary>What kustomize reads first in a folder.</summary>
internal sealed record Kustomization
{
    public string ApiVersion { get; init; } = "kustomize.config.k8s.io/v1beta1";

    public string Kind { get; init; } = "Kustomization";

    /// <summary>Files, relative to it.</summary>
    public List<string> Resources { get; } = [];

    /// <summary>ConfigMaps that kustomize names after their content, so that pods are replaced when it changes.</summary>
    public List<GeneratedConfigMap> ConfigMapGenerator { get; } = [];
}
