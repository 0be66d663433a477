using YamlDotNet.Serialization;

namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Runs pods that are alike, and replaces them one by one (<c>apps/v1</c>).</summary>
public sealed class Deployment() : Workload("apps/v1", "Deployment")
{
    /// <summary>How many, how they look, and how they are replaced.</summary>
    public DeploymentSpecV1 Spec { get; set; } = new();

    /// <summary>How each pod looks.</summary>
    [YamlIgnore]
    public override PodTemplateSpecV1 PodTemplate => Spec.Template;
}
