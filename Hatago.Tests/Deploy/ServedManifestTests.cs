using System.Net;
using Hatago.Tests.Deploy.CustomResources;

namespace Hatago.Tests.Deploy;

/// <summary>The real server, started with a manifest's own values.</summary>
public sealed class ServedManifestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("base")]
    [InlineData("overlays/dev")]
    [InlineData("overlays/production")]
    public async Task It_answers_where_probes_prometheus_and_the_gateway_ask(string folder)
    {
        var manifests = await Manifests.BuildAsync(folder);
        using var plugins = new PluginsFolder();
        using var trust = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(trust.Path, "trust.json"), await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "kubernetes", "overlays", "production", "trust-store", "trust.json"), Cancellation), Cancellation);
        // Its port and address are this machine's; where it would need a network it has none.
        var own = manifests.Config.Where(one => one.Key is not ("PORT" or "HOSTNAME" or "OTEL_EXPORTER_OTLP_ENDPOINT")).Select(one => (one.Key, one.Value));
        await using var server = ServerProcess.Start([.. own, ("HATAGO_PLUGINS_DIR", plugins.Path), ("HATAGO_TRUST_DIR", trust.Path)]);

        using var http = await server.ReadyAsync(Cancellation);

        Assert.False(server.HasExited, server.Errors);
        string[] asked =
        [
            .. new[] { manifests.Server.LivenessProbe, manifests.Server.ReadinessProbe, manifests.Server.StartupProbe }.Select(one => one.HttpGet.Path),
            .. manifests.All<ServiceMonitor>().SelectMany(one => one.Spec.Endpoints).Select(one => one.Path),
        ];
        foreach (var path in asked)
        {
            using var answer = await AskAsync(http, path, "10.1.2.3:8787"); // Kubelet and Prometheus name the pod's address.
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        }

        foreach (var route in manifests.All<HttpRoute>())
        {
            foreach (var path in route.Spec.Rules.SelectMany(one => one.Matches).Select(one => one.Path.Value))
            {
                using var answer = await AskAsync(http, path, Assert.Single(route.Spec.Hostnames));
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized, $"{path}: {answer.StatusCode}");
                using var other = await AskAsync(http, "/mcp", "attacker.example.com");
                Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
            }
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { Host = host } };
        return await http.SendAsync(request, Cancellation);
    }
}
