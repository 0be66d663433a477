using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using Hatago.EmbeddedHosting.Engine;

namespace Hatago.EmbeddedHosting.Publishing;

/// <summary>Makes what a resource becomes in Kubernetes out of what was said of it. Names are those of real Aspire's chart, but for the workload's.</summary>
internal static class KubernetesModel
{
    /// <summary>The port of an endpoint that names none, as in .NET's images.</summary>
    private const int DefaultPort = 8080;

    /// <summary>Gives each endpoint the address that it will have in the cluster.</summary>
    public static void Allocate(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
                endpoint.AllocatedEndpoint = new(endpoint, ServiceName(resource), endpoint.TargetPort ?? endpoint.Port ?? DefaultPort);
        }
    }

    /// <param name="application">Of which the resource is a part.</param>
    /// <param name="version">The image's tag.</param>
    public static async Task<KubernetesResource> DescribeAsync(
        IResource resource, string application, string version, DistributedApplicationExecutionContext execution, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = application, ["app.kubernetes.io/component"] = resource.Name };
        var environment = await resource.EnvironmentAsync(execution, [], cancellation);
        var described = new KubernetesResource(resource.Name)
        {
            ConfigMap = environment.Count == 0 ? null : new() { Metadata = Metadata($"{resource.Name}-config", labels) },
            Workload = new Deployment
            {
                Metadata = Metadata(resource.Name, labels),
                Spec = new()
                {
                    Replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1,
                    Strategy = { RollingUpdate = { MaxSurge = 1, MaxUnavailable = 1 } },
                    Selector = { MatchLabels = new(labels) },
                    Template =
                    {
                        Metadata = { Labels = new(labels) },
                        Spec =
                        {
                            TerminationGracePeriodSeconds = (long)Math.Ceiling(GracePeriod.Of(environment.GetValueOrDefault).TotalSeconds),
                            Containers = { Container(resource, version, await resource.ArgumentsAsync(cancellation)) },
                        },
                    },
                },
            },
            Service = ServiceOf(resource, labels),
        };
        foreach (var (name, value) in environment.OrderBy(one => one.Key, StringComparer.Ordinal))
            described.ConfigMap!.Data[name] = value;
        if (described.ConfigMap is { } config)
            described.Workload.PodTemplate.Spec.Containers[0].EnvFrom.Add(new() { ConfigMapRef = new() { Name = config.Metadata.Name } });
        foreach (var customization in resource.Annotations.OfType<KubernetesServiceCustomization>())
            customization.Configure(described);
        return described;
    }

    private static string ServiceName(IResource resource) => $"{resource.Name}-service";

    private static ObjectMetaV1 Metadata(string name, Dictionary<string, string> labels) => new() { Name = name, Labels = new(labels) };

    private static ContainerV1 Container(IResource resource, string version, List<string> arguments)
    {
        var container = new ContainerV1 { Name = resource.Name, Image = $"{resource.Name}:{version}" };
        container.Args.AddRange(arguments);
        container.Ports.AddRange(resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => new ContainerPortV1 { Name = endpoint.Name, ContainerPort = endpoint.AllocatedEndpoint!.Port, Protocol = "TCP" }));
        foreach (var probe in resource.Annotations.OfType<ProbeAnnotation>())
            Add(container, probe);
        return container;
    }

    private static void Add(ContainerV1 container, ProbeAnnotation said)
    {
        var probe = new ProbeV1
        {
            HttpGet = new() { Scheme = said.Endpoint.Scheme.ToUpper(CultureInfo.InvariantCulture), Path = said.Path, Port = said.Endpoint.Port },
            InitialDelaySeconds = said.InitialDelaySeconds,
            PeriodSeconds = said.PeriodSeconds,
            TimeoutSeconds = said.TimeoutSeconds,
            FailureThreshold = said.FailureThreshold,
            SuccessThreshold = said.SuccessThreshold,
        };
#pragma warning disable ASPIREPROBES001 // The name is real Aspire's, where probes are experimental.
        switch (said.Type)
        {
            case ProbeType.Startup:
                container.StartupProbe = probe;
                break;
            case ProbeType.Readiness:
                container.ReadinessProbe = probe;
                break;
            default:
                container.LivenessProbe = probe;
                break;
        }
    }

    private static Service? ServiceOf(IResource resource, Dictionary<string, string> labels)
    {
        var ports = resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => new ServicePortV1 { Name = endpoint.Name, Port = endpoint.AllocatedEndpoint!.Port, TargetPort = new(Text: endpoint.Name), Protocol = "TCP" }).ToArray();
        if (ports.Length == 0)
            return null;

        var service = new Service { Metadata = Metadata(ServiceName(resource), labels), Spec = { Selector = new(labels) } };
        service.Spec.Ports.AddRange(ports);
        return service;
    }
}
