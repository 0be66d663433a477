using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;

namespace Aspire.Hosting;

/// <summary>Says what a resource becomes in Kubernetes.</summary>
public static class KubernetesServiceExtensions
{
    /// <summary>Changes what is published of a resource. While the application runs here this changes nothing.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="configure">Changes what the model says.</param>
    public static IResourceBuilder<T> PublishAsKubernetesService<T>(this IResourceBuilder<T> builder, Action<KubernetesResource> configure) where T : IComputeResource
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
            builder.Resource.Annotations.Add(new KubernetesServiceCustomization(configure));
        return builder;
    }
}
