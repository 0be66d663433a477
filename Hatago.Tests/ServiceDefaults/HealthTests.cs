using System.Net;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;
using Hatago.Tests.Signing;

namespace Hatago.Tests.ServiceDefaults;

public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task The_probes_answer_in_their_shapes_in_every_environment(string environment)
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public);
        await using var app = await HatagoApp.StartAsync(
            await new PluginsFolder().AddHello().AddFixture().SignAsync(key), ("ENVIRONMENT", environment), ("HATAGO_TRUST_DIR", trust.Path));

        var live = await GetAsync(app, "/health/live");
        var ready = await GetAsync(app, "/health/ready");
        var startup = await GetAsync(app, "/health/startup");

        Assert.Equal("pass", live["status"]!.GetValue<string>());
        Assert.True(live["uptime"]!.GetValue<double>() >= 0);
        Assert.Equal("""{"drain":"pass","plugins":"pass","mcp":"pass"}""", ready["checks"]!.ToJsonString());
        Assert.Null(ready["reason"]);
        Assert.True(startup["initialized"]!.GetValue<bool>());
        Assert.Equal(2, startup["plugins_loaded"]!.GetValue<int>());
        foreach (var answer in new[] { live, ready, startup })
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", answer["timestamp"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/healthz", "uptime")]
    [InlineData("/readyz", "checks")]
    public async Task The_short_paths_answer_the_same(string path, string member)
    {
        await using var app = await HatagoApp.StartAsync();

        Assert.NotNull((await GetAsync(app, path))[member]);
    }

    private static async Task<JsonNode> GetAsync(HatagoApp app, string path)
    {
        var response = await app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
    }
}
