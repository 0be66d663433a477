using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes.Resources;

namespace Aspire.Hosting.Kubernetes;

/// <summary>What one resource of the application becomes in Kubernetes.</summary>
/// <param name="name">The resource's name.</param>
public class KubernetesResource(string name) : Resource(name)
{
    /// <summary>What runs its pods.</summary>
    public Workload? Workload { get; set; }

    /// <summary>Its environment variables.</summary>
    public ConfigMap? ConfigMap { get; set; }

    /// <summary>Its secret environment variables.</summary>
    public Secret? Secret { get; set; }

    /// <summary>Its address.</summary>
    public Service? Service { get; set; }

    /// <summary>What belongs to it beside.</summary>
    public List<BaseKubernetesResource> AdditionalResources { get; } = [];
}
