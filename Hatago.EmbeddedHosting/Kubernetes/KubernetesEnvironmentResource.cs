using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes;

/// <summary>Kubernetes, as a place that the application is published for.</summary>
/// <param name="name">Unique in the application.</param>
public sealed class KubernetesEnvironmentResource(string name) : Resource(name);
