namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Where a container has a volume.</summary>
public sealed class VolumeMountV1
{
    /// <summary>The volume.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Absolute path in the container.</summary>
    public string MountPath { get; set; } = null!;

    /// <summary>Whether the container may only read.</summary>
    public bool? ReadOnly { get; set; }
}
