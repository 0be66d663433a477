namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Finds pods by their labels.</summary>
public sealed class LabelSelectorV1
{
    /// <summary>Labels that a pod has to have, all of them.</summary>
    public Dictionary<string, string> MatchLabels { get; set; } = [];
}
