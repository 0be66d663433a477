namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>A port that a container listens on.</summary>
public sealed class ContainerPortV1
{
    /// <summary>Unique in the pod.</summary>
    public string Name { get; set; } = null!;

    /// <summary>1 to 65535.</summary>
    public Int32OrStringV1? ContainerPort { get; set; }

    /// <summary><c>TCP</c> or <c>UDP</c>.</summary>
    public string Protocol { get; set; } = null!;
}
