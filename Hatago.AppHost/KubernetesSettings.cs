using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace Hatago.AppHost;

/// <summary>What the server is in Kubernetes, whichever engine publishes it. docs/operations/sizing.md says where the values come from.</summary>
internal static class KubernetesSettings
{
    private const int Replicas = 3;

    /// <summary>
    /// The longest drain. With the shutdown delay it stays under 30 s, which is the grace period of a pod that names none: real Aspire's
    /// chart cannot name one. Overlays that raise it raise the grace period too.
    /// </summary>
    private const string DrainMilliseconds = "20000", DelayMilliseconds = "5000";

    public static void WithKubernetesSettings(this IResourceBuilder<ProjectResource> server) => server
        .WithReplicas(Replicas)
        .WithEnvironment("DOTNET_ENVIRONMENT", "Production")
        .WithEnvironment("HOSTNAME", "0.0.0.0") // Kubernetes sets it to the pod's name; then port-forward, which comes by the loopback, finds nothing.
        .WithEnvironment("HATAGO_SHUTDOWN_DELAY_MS", DelayMilliseconds)
        .WithEnvironment("GRACEFUL_TIMEOUT_MS", DrainMilliseconds);

    /// <summary>What only Kubernetes knows: how pods are replaced, and what each may take.</summary>
    public static void Apply(KubernetesResource hatago)
    {
        var deployment = (Deployment)hatago.Workload!;
        deployment.Spec.Strategy.RollingUpdate = new() { MaxSurge = 1, MaxUnavailable = 0 };

        var container = deployment.PodTemplate.Spec.Containers[0];
        container.Resources = new()
        {
            Requests = { ["cpu"] = "500m", ["memory"] = "512Mi" },
            Limits = { ["cpu"] = "2", ["memory"] = "2Gi" },
        };
        foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
            probe!.HttpGet!.Scheme = "HTTP"; // Real Aspire writes it in lower case, which the API server refuses (microsoft/aspire#18271).
    }
}
