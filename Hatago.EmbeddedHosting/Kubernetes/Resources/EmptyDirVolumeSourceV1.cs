namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>An empty folder that lives as long as the pod.</summary>
public sealed class EmptyDirVolumeSourceV1
{
    /// <summary><c>Memory</c>, or the node's disk when absent.</summary>
    public string? Medium { get; set; }

    /// <summary>The most it may hold; a pod over it is evicted.</summary>
    public string? SizeLimit { get; set; }
}
