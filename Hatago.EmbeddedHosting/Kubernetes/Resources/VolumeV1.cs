namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>What containers of a pod can mount.</summary>
public sealed class VolumeV1
{
    /// <summary>Unique in the pod.</summary>
    public string Name { get; set; } = null!;

    /// <summary>The entries of a ConfigMap as files.</summary>
    public ConfigMapVolumeSourceV1? ConfigMap { get; set; }

    /// <summary>An empty folder that lives as long as the pod.</summary>
    public EmptyDirVolumeSourceV1? EmptyDir { get; set; }
}
