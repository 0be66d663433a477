namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address that a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    /// <summary>Unique in the resource; the scheme by default.</summary>
    public required string Name { get; set; }

    /// <summary><c>http</c>.</summary>
    public required string UriScheme { get; set; }

    /// <summary>The port that clients use; a free one when absent.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the resource listens on. The embedded engine has no proxy: it is the port that clients use.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Real Aspire may put a proxy in front; the embedded engine has none.</summary>
    public bool IsProxied { get; set; } = true;

    /// <summary>Meant for users of the application, not only for its other resources.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Where it is; set when the application starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }
}

/// <summary>The address that an endpoint got.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="address">A host name.</param>
/// <param name="port">1 to 65535.</param>
public sealed class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>A host name.</summary>
    public string Address { get; } = address;

    /// <summary>1 to 65535.</summary>
    public int Port { get; } = port;

    /// <summary><c>scheme://address:port</c>.</summary>
    public string UriString => $"{Endpoint.UriScheme}://{Address}:{Port}";
}
