using YamlDotNet.Serialization;

namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>What every object of Kubernetes has.</summary>
public abstract class BaseKubernetesObject(string? apiVersion = null, string? kind = null)
{
    /// <summary>Group and version, such as <c>apps/v1</c>.</summary>
    [YamlMember(Order = -3)]
    public string? ApiVersion { get; set; } = apiVersion;

    /// <summary>Such as <c>Deployment</c>.</summary>
    [YamlMember(Order = -2)]
    public string? Kind { get; set; } = kind;
}
