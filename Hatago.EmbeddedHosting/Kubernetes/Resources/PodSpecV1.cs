namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>What is in a pod.</summary>
public sealed class PodSpecV1
{
    /// <summary>Seconds from SIGTERM to SIGKILL; 30 when absent.</summary>
    public long? TerminationGracePeriodSeconds { get; set; }

    /// <summary>Its containers.</summary>
    public List<ContainerV1> Containers { get; } = [];

    /// <summary>What its containers mount.</summary>
    public List<VolumeV1> Volumes { get; } = [];
}
