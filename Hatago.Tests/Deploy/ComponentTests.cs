using Hatago.Tests.Deploy.CustomResources;
using k8s.Models;
using YamlDotNet.Serialization;

namespace Hatago.Tests.Deploy;

/// <summary>Kustomize components on top of the base, in overlays of one test.</summary>
public sealed class ComponentTests
{
    private static string Kubernetes => Path.Combine(Repository.Root, "deploy", "kubernetes");

    [Fact]
    public async Task Every_component_is_used_or_tried_here()
    {
        string[] tried = ["autoscaling-inflight", "plugins-image"], overlays = ["dev", "production"];
        var used = await Task.WhenAll(overlays.Select(one => File.ReadAllTextAsync(Path.Combine(Kubernetes, "overlays", one, "kustomization.yaml"), TestContext.Current.CancellationToken)));

        Assert.All(Directory.GetDirectories(Path.Combine(Kubernetes, "components")).Select(Path.GetFileName), name =>
            Assert.True(tried.Contains(name) || used.Any(one => one.Contains($"components/{name}\n", StringComparison.Ordinal)), $"nobody tries {name}"));
    }

    [Fact]
    public async Task A_change_of_the_configuration_or_of_the_trust_store_replaces_the_pods()
    {
        var before = await OverlayAsync(["restricted", "trust"], Generated("LOG_LEVEL=info", "{}"));
        var changed = await OverlayAsync(["restricted", "trust"], Generated("LOG_LEVEL=warn", "{}"));
        var trusted = await OverlayAsync(["restricted", "trust"], Generated("LOG_LEVEL=info", "{ }"));

        static string Config(Manifests manifests) => manifests.Server.EnvFrom.Single().ConfigMapRef.Name;
        static string Trust(Manifests manifests) => manifests.Pod.Volumes.Single(one => one.Name == "trust").ConfigMap.Name;
        Assert.NotEqual(Config(before), Config(changed));
        Assert.Equal(Trust(before), Trust(changed));
        Assert.NotEqual(Trust(before), Trust(trusted));

        static string Generated(string variable, string trust) =>
            $"configMapGenerator:\n  - name: hatago-config\n    behavior: merge\n    literals: [{variable}]\n  - name: hatago-trust\n    literals: ['trust.json={trust}']\n";
    }

    [Fact]
    public async Task Requests_in_flight_scale_it_beside_the_processor()
    {
        var manifests = await OverlayAsync(["autoscaling", "autoscaling-inflight"]);

        Assert.Equal(["Resource", "Pods"], manifests.Single<V2HorizontalPodAutoscaler>().Spec.Metrics.Select(one => one.Type));
        Assert.Contains("hatago_inflight_requests", await File.ReadAllTextAsync(Path.Combine(Kubernetes, "components", "autoscaling-inflight", "prometheus-adapter.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Plugins_come_out_of_an_image_that_is_mounted()
    {
        var manifests = await OverlayAsync(["restricted", "plugins-image"]);

        Assert.Equal("hatago-plugins:0.1.0", manifests.Pod.Volumes.Single(one => one.Name == "plugins").Image.Reference);
        Assert.Empty(RestrictedPodSecurity.Violations(manifests.Pod));
    }

    [Theory]
    [InlineData("hatago-alerts")]
    [InlineData("hatago-recording")]
    public async Task The_operators_rules_are_those_that_prometheus_reads_elsewhere(string name)
    {
        var yaml = new DeserializerBuilder().Build();
        var rules = yaml.Deserialize<Dictionary<string, object>>(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "monitoring", "prometheus", "rules", $"{name}.yml"), TestContext.Current.CancellationToken));
        var manifest = await File.ReadAllTextAsync(Path.Combine(Kubernetes, "components", "monitoring", $"{name}.yaml"), TestContext.Current.CancellationToken);

        Assert.Equivalent(rules, yaml.Deserialize<Dictionary<string, object>>(manifest)["spec"], strict: true);
        Assert.NotEmpty(Manifests.Parse(manifest).Single<PrometheusRule>().Spec.Groups);
    }

    private static async Task<Manifests> OverlayAsync(string[] components, string more = "")
    {
        using var folder = new TemporaryFolder();
        string Relative(string path) => Path.GetRelativePath(folder.Path, Path.Combine(Kubernetes, path));
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "kustomization.yaml"),
            $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: [{Relative("base")}]
            components: [{string.Join(", ", components.Select(one => Relative($"components/{one}")))}]
            {more}
            """,
            TestContext.Current.CancellationToken);
        return Manifests.Parse(await Kubectl.KustomizeAsync(folder.Path));
    }
}
