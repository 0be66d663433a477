namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Settings that not everyone may read (<c>v1</c>).</summary>
public sealed class Secret() : BaseKubernetesResource("v1", "Secret")
{
    /// <summary>By name, not encoded.</summary>
    public Dictionary<string, string> StringData { get; } = [];
}
