namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Settings (<c>v1</c>).</summary>
public sealed class ConfigMap() : BaseKubernetesResource("v1", "ConfigMap")
{
    /// <summary>By name.</summary>
    public Dictionary<string, string> Data { get; } = [];
}
