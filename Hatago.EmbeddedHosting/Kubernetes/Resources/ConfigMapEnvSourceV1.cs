namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>A ConfigMap whose entries become environment variables.</summary>
public sealed class ConfigMapEnvSourceV1
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }
}
