using k8s;
using k8s.Models;

namespace Hatago.Tests.Deploy.CustomResources;

/// <summary>What is used of the Prometheus operator's API: groups of rules.</summary>
internal sealed class PrometheusRule : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public SpecOf Spec { get; set; } = new();

    internal sealed class SpecOf
    {
        public List<Group> Groups { get; set; } = [];
    }

    internal sealed class Group
    {
        public string Name { get; set; } = "";

        public string? Interval { get; set; }

        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class Rule
    {
        public string? Alert { get; set; }

        public string? Record { get; set; }

        public string Expr { get; set; } = "";

        public string? For { get; set; }

        [YamlDotNet.Serialization.YamlMember(Alias = "keep_firing_for", ApplyNamingConventions = false)]
        public string? KeepFiringFor { get; set; }

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
