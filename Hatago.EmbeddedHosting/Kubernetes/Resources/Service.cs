namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>One name and address for all pods that have certain labels (<c>v1</c>).</summary>
public sealed class Service() : BaseKubernetesResource("v1", "Service")
{
    /// <summary>Which pods, and which ports.</summary>
    public ServiceSpecV1 Spec { get; set; } = new();
}
