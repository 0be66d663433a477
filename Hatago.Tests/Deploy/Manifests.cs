using Hatago.Tests.Deploy.CustomResources;
using k8s;
using k8s.Models;

namespace Hatago.Tests.Deploy;

/// <summary>Manifests as the API server reads them: by the type of their kind, and a field that it has not is an error.</summary>
internal sealed class Manifests
{
    private static readonly Dictionary<string, Type> Custom = new()
    {
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute),
    };

    private readonly IReadOnlyList<object> _all;

    private Manifests(string yaml) => _all = KubernetesYaml.LoadAllFromString(yaml, Custom, strict: true);

    public V1Deployment Deployment => Single<V1Deployment>();

    public V1PodSpec Pod => Deployment.Spec.Template.Spec;

    public V1Container Server => Pod.Containers.Single(container => container.Name == "hatago");

    public IDictionary<string, string> Config => All<V1ConfigMap>().Single(map => map.Metadata.Name.StartsWith("hatago-config", StringComparison.Ordinal)).Data;

    public static Manifests Parse(string yaml) => new(yaml);

    public static async Task<Manifests> BuildAsync(string folder) => new(await Kubectl.KustomizeAsync(Path.Combine(Repository.Root, "deploy", "kubernetes", folder)));

    public IEnumerable<T> All<T>() => _all.OfType<T>();

    public T Single<T>() => Assert.Single(All<T>());

    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Objects() => _all.Cast<IKubernetesObject<V1ObjectMeta>>();

    /// <summary>Everything that a container's environment is made of, values only where the manifest has them.</summary>
    public IEnumerable<(string Name, string? Value)> Environment() =>
        Config.Select(one => (one.Key, (string?)one.Value)).Concat((Server.Env ?? []).Select(one => (one.Name, (string?)one.Value)));
}
