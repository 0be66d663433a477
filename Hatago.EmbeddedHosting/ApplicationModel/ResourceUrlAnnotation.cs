namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL as users are shown it.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Absolute, or relative to the endpoint's.</summary>
    public required string Url { get; set; }

    /// <summary>Shown instead of the URL, where there is room for one of them only.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint that it is of.</summary>
    public EndpointReference? Endpoint { get; init; }
}
