namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>How pods are replaced.</summary>
public sealed class DeploymentStrategyV1
{
    /// <summary><c>RollingUpdate</c> or <c>Recreate</c>.</summary>
    public string Type { get; set; } = "RollingUpdate";

    /// <summary>How many at once.</summary>
    public RollingUpdateDeploymentV1 RollingUpdate { get; set; } = new();
}
