using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes;

/// <summary>Changes what a resource becomes in Kubernetes.</summary>
internal sealed record KubernetesServiceCustomization(Action<KubernetesResource> Configure) : IResourceAnnotation;
