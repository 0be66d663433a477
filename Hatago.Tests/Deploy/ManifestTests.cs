using System.Globalization;
using Hatago.McpServer;
using Hatago.ServiceDefaults.Configuration;
using Hatago.Tests.Deploy.CustomResources;
using Hatago.Tests.Images;
using k8s.Models;

namespace Hatago.Tests.Deploy;

public sealed class ManifestTests
{
    /// <summary>The standard variables of OpenTelemetry and of .NET that a manifest may set beside Hatago's own.</summary>
    private static readonly string[] Standard = ["DOTNET_ENVIRONMENT", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME"];

    public static TheoryData<string> Folders => ["base", "overlays/dev", "overlays/production"];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Every_field_is_one_that_the_api_server_knows(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);

        Assert.All(manifests.Objects(), one => Assert.Equal("hatago", one.Metadata.Labels["app.kubernetes.io/name"]));
        Assert.Empty(manifests.All<V1Secret>());
    }

    [Fact]
    public void A_field_that_the_api_server_does_not_know_fails()
    {
        const string service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports:\n    - port: 1\n";

        Manifests.Parse(service);

        Assert.ThrowsAny<Exception>(() => Manifests.Parse(service + "      targetport: 1\n"));
    }

    [Theory]
    [InlineData("overlays/dev")]
    [InlineData("overlays/production")]
    public async Task Pods_keep_to_the_restricted_standard_and_to_a_root_that_is_read_only(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);

        Assert.Empty(RestrictedPodSecurity.Violations(manifests.Pod));
        Assert.Equal("restricted", manifests.Single<V1Namespace>().Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.False(manifests.Pod.AutomountServiceAccountToken);
        Assert.All(manifests.Pod.Containers.Concat(manifests.Pod.InitContainers), container => Assert.True(container.SecurityContext.ReadOnlyRootFilesystem));
    }

    [Fact]
    public async Task Without_the_component_pods_would_not_keep_to_the_standard() =>
        Assert.NotEmpty(RestrictedPodSecurity.Violations((await Manifests.BuildAsync("base")).Pod));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Selectors_ports_volumes_and_names_find_what_they_are_for(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        var labels = manifests.Deployment.Spec.Template.Metadata.Labels;
        void Selects(IDictionary<string, string> selector, IDictionary<string, string> found)
        {
            Assert.NotEmpty(selector);
            Assert.All(selector, wanted => Assert.Equal(wanted.Value, found[wanted.Key]));
        }

        Selects(manifests.Deployment.Spec.Selector.MatchLabels, labels);
        var service = manifests.Single<V1Service>();
        Selects(service.Spec.Selector, labels);
        Assert.Equal("hatago-service", service.Metadata.Name);
        var port = Assert.Single(service.Spec.Ports);
        Assert.Equal((8787, 8787), (port.Port, Assert.Single(manifests.Server.Ports, one => one.Name == port.TargetPort.Value).ContainerPort));
        Assert.All(manifests.All<V1PodDisruptionBudget>(), one => Selects(one.Spec.Selector.MatchLabels, labels));
        Assert.All(manifests.All<V1NetworkPolicy>(), one => Selects(one.Spec.PodSelector.MatchLabels, labels));
        Assert.All(manifests.All<V1NetworkPolicy>().SelectMany(one => one.Spec.Ingress).SelectMany(one => one.Ports), one => Assert.Equal("8787", one.Port.Value));
        Assert.All(manifests.Pod.TopologySpreadConstraints ?? [], one => Selects(one.LabelSelector.MatchLabels, labels));
        Assert.All(manifests.All<V2HorizontalPodAutoscaler>(), one => Assert.Equal(("Deployment", "hatago"), (one.Spec.ScaleTargetRef.Kind, one.Spec.ScaleTargetRef.Name)));
        Assert.All(manifests.All<ServiceMonitor>(), one => Selects(one.Spec.Selector.MatchLabels, service.Metadata.Labels));
        Assert.All(manifests.All<ServiceMonitor>().SelectMany(one => one.Spec.Endpoints), one => Assert.Equal(port.Name, one.Port));
        Assert.All(manifests.All<HttpRoute>().SelectMany(one => one.Spec.Rules).SelectMany(one => one.BackendRefs), one => Assert.Equal((service.Metadata.Name, port.Port), (one.Name, one.Port!.Value)));

        var volumes = (manifests.Pod.Volumes ?? []).Select(one => one.Name).ToArray();
        Assert.All(manifests.Pod.Containers.Concat(manifests.Pod.InitContainers ?? []).SelectMany(one => one.VolumeMounts ?? []), one => Assert.Contains(one.Name, volumes));
        var maps = manifests.All<V1ConfigMap>().Select(one => one.Metadata.Name).ToArray();
        Assert.All(manifests.Server.EnvFrom, one => Assert.Contains(one.ConfigMapRef.Name, maps));
        Assert.All((manifests.Pod.Volumes ?? []).Where(one => one.ConfigMap is not null), one => Assert.Contains(one.ConfigMap.Name, maps));
        Assert.All(manifests.Pod.Containers.Concat(manifests.Pod.InitContainers ?? []), one => Assert.Matches("^[^@]+(:[0-9]+[.][0-9]+[.][0-9]+|@sha256:[0-9a-f]{64})$", one.Image));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Every_variable_is_one_that_the_server_knows_and_its_value_one_that_it_takes(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        var table = ServiceVariables.All.Concat(HatagoVariables.All).ToDictionary(one => one.Name);

        Assert.All(manifests.Environment(), one =>
        {
            Assert.True(table.ContainsKey(one.Name) || Standard.Contains(one.Name), $"{folder} sets {one.Name}, which the server does not know.");
            if (one.Value is not null && table.TryGetValue(one.Name, out var known))
                Assert.True(known.Normalize(one.Value) is not null, $"{folder} sets {one.Name} to {one.Value}; allowed is {known.Allowed}.");
        });
        Assert.All(manifests.Environment().Where(one => table.TryGetValue(one.Name, out var known) && known.IsSecret), one => Assert.Null(one.Value));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task A_pod_has_more_time_to_end_than_it_takes_at_most(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        double Seconds(string name) => double.Parse(manifests.Config[name], CultureInfo.InvariantCulture) / 1000;

        var longest = Seconds("HATAGO_SHUTDOWN_DELAY_MS") + Seconds("GRACEFUL_TIMEOUT_MS");

        Assert.InRange(manifests.Pod.TerminationGracePeriodSeconds!.Value, longest + 5, longest + 30);
        // What removes a pod from its service is the end of the pod itself; a proxy that asks instead has seen it by then.
        var readiness = manifests.Server.ReadinessProbe;
        Assert.True(Seconds("HATAGO_SHUTDOWN_DELAY_MS") >= readiness.PeriodSeconds);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task The_seed_values_are_those_of_the_operations_guide(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        static (string, string, int?, int?, int?) Values(V1Probe probe) => (probe.HttpGet.Path, probe.HttpGet.Scheme, probe.InitialDelaySeconds, probe.PeriodSeconds, probe.FailureThreshold);
        static decimal Amount(IDictionary<string, ResourceQuantity> amounts, string of) => amounts[of].ToDecimal();

        Assert.Equal(("/health/live", "HTTP", 30, 10, 3), Values(manifests.Server.LivenessProbe));
        Assert.Equal(("/health/ready", "HTTP", 5, 5, 3), Values(manifests.Server.ReadinessProbe));
        Assert.Equal(("/health/startup", "HTTP", 10, 10, 30), Values(manifests.Server.StartupProbe));
        Assert.InRange(int.Parse(BaseImages.Variable("HATAGO_WARM_UP_MS"), CultureInfo.InvariantCulture), 1, 1000 * manifests.Server.StartupProbe.InitialDelaySeconds!.Value); // It costs no time then.
        Assert.All([manifests.Server.LivenessProbe, manifests.Server.ReadinessProbe, manifests.Server.StartupProbe], one => Assert.Equal("8787", one.HttpGet.Port.Value));
        const decimal mebibyte = 1024 * 1024;
        Assert.Equal((0.5m, 512 * mebibyte), (Amount(manifests.Server.Resources.Requests, "cpu"), Amount(manifests.Server.Resources.Requests, "memory")));
        Assert.Equal((2m, 2048 * mebibyte), (Amount(manifests.Server.Resources.Limits, "cpu"), Amount(manifests.Server.Resources.Limits, "memory")));
        Assert.All(manifests.Pod.InitContainers ?? [], one => Assert.All(one.Resources.Requests, asked => Assert.True(asked.Value.ToDecimal() <= one.Resources.Limits[asked.Key].ToDecimal())));
        var update = manifests.Deployment.Spec.Strategy.RollingUpdate;
        Assert.Equal(("1", "0"), (update.MaxSurge.Value, update.MaxUnavailable.Value));
    }

    [Fact]
    public async Task There_are_three_replicas_and_in_production_as_many_as_the_load_needs()
    {
        var (plain, production) = (await Manifests.BuildAsync("base"), await Manifests.BuildAsync("overlays/production"));

        Assert.Equal(3, plain.Deployment.Spec.Replicas);
        Assert.Null(production.Deployment.Spec.Replicas); // Else each apply would take back what the autoscaler did.
        var autoscaler = production.Single<V2HorizontalPodAutoscaler>();
        Assert.Equal((3, 10), (autoscaler.Spec.MinReplicas, autoscaler.Spec.MaxReplicas));
        Assert.Equal("1", production.Single<V1PodDisruptionBudget>().Spec.MaxUnavailable.Value);
        Assert.Equal(2, production.Pod.TopologySpreadConstraints.Count);
        var redis = Assert.Single(production.Server.Env);
        Assert.Equal(("HATAGO_REDIS", "hatago-redis", "connection-string"), (redis.Name, redis.ValueFrom.SecretKeyRef.Name, redis.ValueFrom.SecretKeyRef.Key));
        Assert.Equal(1, (await Manifests.BuildAsync("overlays/dev")).Deployment.Spec.Replicas);
    }

    [Fact]
    public async Task The_network_lets_in_the_namespace_prometheus_and_the_gateway_and_lets_out_to_four()
    {
        var policies = (await Manifests.BuildAsync("overlays/production")).All<V1NetworkPolicy>().ToDictionary(one => one.Metadata.Name, one => one.Spec);
        static string Peer(V1NetworkPolicyPeer peer) =>
            peer.IpBlock?.Cidr ?? string.Join('/', [peer.NamespaceSelector?.MatchLabels.Values.Single() ?? "own", .. peer.PodSelector?.MatchLabels?.Values ?? []]);

        Assert.Equal(["own", "monitoring/prometheus"], policies["hatago"].Ingress.Single().FromProperty.Select(Peer));
        Assert.Equal(["gateway"], policies["hatago-from-gateway"].Ingress.Single().FromProperty.Select(Peer));
        Assert.Equal(
            [("kube-system/kube-dns", "53 53"), ("observability", "4317 4318"), ("own/redis", "6379"), ("0.0.0.0/0", "443")],
            policies["hatago"].Egress.Select(one => (Peer(one.To.Single()), string.Join(' ', one.Ports.Select(port => port.Port.Value)))));
        Assert.Contains("169.254.0.0/16", policies["hatago"].Egress.Last().To.Single().IpBlock.Except); // Where clouds keep credentials.
        Assert.Equal(["Egress", "Ingress"], policies["hatago"].PolicyTypes.Order());
    }

    [Fact]
    public async Task Streams_have_no_time_limit_and_nothing_but_mcp_is_reached_from_outside()
    {
        var rule = Assert.Single((await Manifests.BuildAsync("overlays/production")).Single<HttpRoute>().Spec.Rules);

        Assert.Equal(("0s", "0s"), (rule.Timeouts!.Request, rule.Timeouts.BackendRequest));
        Assert.Equal(["/mcp", "/.well-known/oauth-protected-resource"], rule.Matches.Select(one => one.Path.Value));
    }
}
