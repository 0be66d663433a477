namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>A port of a service.</summary>
public sealed class ServicePortV1
{
    /// <summary>Unique in the service.</summary>
    public string Name { get; set; } = null!;

    /// <summary>The port that clients use.</summary>
    public Int32OrStringV1 Port { get; set; } = null!;

    /// <summary>Number or name of the port that pods listen on.</summary>
    public Int32OrStringV1 TargetPort { get; set; } = null!;

    /// <summary><c>TCP</c> or <c>UDP</c>.</summary>
    public string Protocol { get; set; } = null!;
}
