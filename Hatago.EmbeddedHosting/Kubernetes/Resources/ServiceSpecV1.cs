namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Which pods a service is for, and which ports.</summary>
public sealed class ServiceSpecV1
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string Type { get; set; } = "ClusterIP";

    /// <summary>Labels of its pods, all of them.</summary>
    public Dictionary<string, string> Selector { get; set; } = [];

    /// <summary>Its ports.</summary>
    public List<ServicePortV1> Ports { get; } = [];
}
