namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>A GET request.</summary>
public sealed class HttpGetActionV1
{
    /// <summary><c>HTTP</c> or <c>HTTPS</c>.</summary>
    public string Scheme { get; set; } = null!;

    /// <summary>Absolute path.</summary>
    public string Path { get; set; } = null!;

    /// <summary>Number or name of a port of the container.</summary>
    public Int32OrStringV1? Port { get; set; }
}
