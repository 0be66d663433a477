namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Environment variables from elsewhere.</summary>
public sealed class EnvFromSourceV1
{
    /// <summary>A ConfigMap, by its name.</summary>
    public ConfigMapEnvSourceV1? ConfigMapRef { get; set; }
}
