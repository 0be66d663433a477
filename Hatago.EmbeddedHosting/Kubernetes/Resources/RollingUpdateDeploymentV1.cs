namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>How many pods are replaced at once.</summary>
public sealed class RollingUpdateDeploymentV1
{
    /// <summary>How many there may be beyond the replicas meanwhile.</summary>
    public int MaxSurge { get; set; }

    /// <summary>How many of the replicas may be missing meanwhile.</summary>
    public int MaxUnavailable { get; set; }
}
