namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Name, labels and annotations of an object.</summary>
public sealed class ObjectMetaV1
{
    /// <summary>Unique among its kind in a namespace.</summary>
    public string Name { get; set; } = null!;

    /// <summary>What selectors find it by.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];

    /// <summary>What else is said of it.</summary>
    public Dictionary<string, string> Annotations { get; } = [];
}
