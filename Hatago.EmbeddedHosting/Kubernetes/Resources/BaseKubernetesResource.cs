using YamlDotNet.Serialization;

namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>An object of Kubernetes that has a name.</summary>
public abstract class BaseKubernetesResource(string apiVersion, string kind) : BaseKubernetesObject(apiVersion, kind)
{
    /// <summary>Name and labels.</summary>
    [YamlMember(Order = -1)]
    public ObjectMetaV1 Metadata { get; set; } = new();
}
