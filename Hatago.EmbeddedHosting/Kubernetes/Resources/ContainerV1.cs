namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>A container.</summary>
public sealed class ContainerV1
{
    /// <summary>Unique in the pod.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Name and tag of its image.</summary>
    public string Image { get; set; } = null!;

    /// <summary><c>IfNotPresent</c>, <c>Always</c> or <c>Never</c>.</summary>
    public string ImagePullPolicy { get; set; } = "IfNotPresent";

    /// <summary>Arguments of the image's entry point.</summary>
    public List<string> Args { get; } = [];

    /// <summary>ConfigMaps and secrets whose entries become environment variables.</summary>
    public List<EnvFromSourceV1> EnvFrom { get; } = [];

    /// <summary>Where it listens.</summary>
    public List<ContainerPortV1> Ports { get; } = [];

    /// <summary>What it asks for and what it may take.</summary>
    public ResourceRequirementsV1? Resources { get; set; }

    /// <summary>While it fails, the other probes wait; a start that takes longer than all its attempts is a failed one.</summary>
    public ProbeV1? StartupProbe { get; set; }

    /// <summary>While it fails, no requests come.</summary>
    public ProbeV1? ReadinessProbe { get; set; }

    /// <summary>When it fails, the container is started anew.</summary>
    public ProbeV1? LivenessProbe { get; set; }

    /// <summary>Where volumes are.</summary>
    public List<VolumeMountV1> VolumeMounts { get; } = [];
}
