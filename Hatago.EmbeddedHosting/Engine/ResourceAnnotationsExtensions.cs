using Aspire.Hosting.ApplicationModel;

namespace Hatago.EmbeddedHosting.Engine;

internal static class ResourceAnnotationsExtensions
{
    /// <summary>By a command only, not with the application.</summary>
    public static bool IsStartedExplicitly(this IResource resource) => resource.Annotations.OfType<ExplicitStartAnnotation>().Any();

    public static IEnumerable<DependencyAnnotation> Dependencies(this IResource resource) => resource.Annotations.OfType<DependencyAnnotation>();

    /// <summary>Where users reach it, as the application wants it shown.</summary>
    public static IEnumerable<UrlSnapshot> Urls(this IResource resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var url = new ResourceUrlAnnotation { Url = endpoint.AllocatedEndpoint!.UriString, Endpoint = new((IResourceWithEndpoints)resource, endpoint.Name) };
            foreach (var change in resource.Annotations.OfType<UrlAnnotation>().Where(change => change.EndpointName.Equals(endpoint.Name, StringComparison.OrdinalIgnoreCase)))
                change.Callback(url);
            yield return new(endpoint.Name, new Uri(new Uri(endpoint.AllocatedEndpoint.UriString), url.Url).ToString(), !endpoint.IsExternal);
        }
    }
}
