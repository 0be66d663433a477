namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>How many pods, how they look, and how they are replaced.</summary>
public sealed class DeploymentSpecV1
{
    /// <summary>How many pods.</summary>
    public int? Replicas { get; set; } = 1;

    /// <summary>How many old versions can be gone back to.</summary>
    public int? RevisionHistoryLimit { get; set; } = 3;

    /// <summary>How pods are replaced.</summary>
    public DeploymentStrategyV1 Strategy { get; set; } = new();

    /// <summary>The labels of its pods.</summary>
    public LabelSelectorV1 Selector { get; set; } = new();

    /// <summary>How each pod looks.</summary>
    public PodTemplateSpecV1 Template { get; set; } = new();
}
