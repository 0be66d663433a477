using k8s;
using k8s.Models;

namespace Hatago.Tests.Deploy.CustomResources;

/// <summary>What is used of the Gateway API: which requests go to which service.</summary>
internal sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public SpecOf Spec { get; set; } = new();

    internal sealed class SpecOf
    {
        public List<Reference> ParentRefs { get; set; } = [];

        public List<string> Hostnames { get; set; } = [];

        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class Rule
    {
        public List<Match> Matches { get; set; } = [];

        public Timeouts? Timeouts { get; set; }

        public List<Reference> BackendRefs { get; set; } = [];
    }

    internal sealed class Reference
    {
        public string Name { get; set; } = "";

        public string? Namespace { get; set; }

        public int? Port { get; set; }
    }

    internal sealed class Match
    {
        public PathMatch Path { get; set; } = new();
    }

    internal sealed class PathMatch
    {
        public string Type { get; set; } = "";

        public string Value { get; set; } = "";
    }

    internal sealed class Timeouts
    {
        public string? Request { get; set; }

        public string? BackendRequest { get; set; }
    }
}
