using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;

namespace Aspire.Hosting;

/// <summary>Adds Kubernetes as a place that the application is published for.</summary>
public static class KubernetesEnvironmentExtensions
{
    /// <summary>Publishes the application as manifests of Kubernetes. While it runs here this changes nothing.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    public static IResourceBuilder<KubernetesEnvironmentResource> AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name)
    {
        var environment = new KubernetesEnvironmentResource(name);
        return builder.ExecutionContext.IsRunMode ? new ResourceBuilder<KubernetesEnvironmentResource>(builder, environment) : builder.AddResource(environment);
    }
}
