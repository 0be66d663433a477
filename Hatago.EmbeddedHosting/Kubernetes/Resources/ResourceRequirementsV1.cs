namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>What a container asks for and what it may take, as quantities of Kubernetes: <c>500m</c>, <c>512Mi</c>.</summary>
public sealed class ResourceRequirementsV1
{
    /// <summary>The most it gets; over its memory it is ended.</summary>
    public Dictionary<string, string> Limits { get; } = [];

    /// <summary>What is set aside for it on its node.</summary>
    public Dictionary<string, string> Requests { get; } = [];
}
