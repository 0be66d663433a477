namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>How a pod looks.</summary>
public sealed class PodTemplateSpecV1
{
    /// <summary>Its labels.</summary>
    public ObjectMetaV1 Metadata { get; set; } = new();

    /// <summary>What is in it.</summary>
    public PodSpecV1 Spec { get; set; } = new();
}
