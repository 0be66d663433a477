namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>The entries of a ConfigMap as files.</summary>
public sealed class ConfigMapVolumeSourceV1
{
    /// <summary>The ConfigMap.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; set; }
}
