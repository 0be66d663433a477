using k8s;
using k8s.Models;

namespace Hatago.Tests.Deploy.CustomResources;

/// <summary>What is used of the Prometheus operator's API: which services to scrape, and how.</summary>
internal sealed class ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public SpecOf Spec { get; set; } = new();

    internal sealed class SpecOf
    {
        public string? JobLabel { get; set; }

        public V1LabelSelector Selector { get; set; } = new();

        public List<Endpoint> Endpoints { get; set; } = [];
    }

    internal sealed class Endpoint
    {
        public string Port { get; set; } = "";

        public string Path { get; set; } = "";

        public string Interval { get; set; } = "";

        public string ScrapeTimeout { get; set; } = "";
    }
}
