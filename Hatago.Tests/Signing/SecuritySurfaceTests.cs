using System.Net;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>What <c>/security/*</c> and the tools <c>security.*</c> answer.</summary>
public sealed class SecuritySurfaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_has_the_members_of_the_contract()
    {
        using var site = await AttackSite.CreateAsync();
        await Attacks.All["a file changed"].Run(site);
        await using var app = await site.ServeAsync(("PLUGIN_MAX_SIGNATURE_AGE_HOURS", "24"));

        var status = await GetAsync(app, "/security/status");

        Assert.Equal(
            (true, true, true, 24, true),
            (status["enabled"]!.GetValue<bool>(), status["requireSigned"]!.GetValue<bool>(), status["allowTestKeys"]!.GetValue<bool>(),
                status["maxSignatureAgeHours"]!.GetValue<int>(), status["blockUnsigned"]!.GetValue<bool>()));
        Assert.Equal(
            """{"totalVerifications":2,"validSignatures":1,"invalidSignatures":1,"untrustedKeys":0,"expiredSignatures":0,"blockedPlugins":1}""",
            status["metrics"]!.ToJsonString());
        var newest = status["recentVerifications"]![0]!;
        Assert.Equal(("trace", "1.0.0", "invalid", false), (newest["plugin"]!.GetValue<string>(), newest["version"]!.GetValue<string>(), newest["status"]!.GetValue<string>(), newest["served"]!.GetValue<bool>()));
        Assert.Equal(["hello", "trace"], status["plugins"]!.AsArray().Select(plugin => plugin!["name"]!.GetValue<string>()));
        await app.MetricAsync("hatago_plugin_verifications_total{status=\"valid\"} 1", Cancellation);
        await app.MetricAsync("hatago_plugin_verifications_total{status=\"invalid\"} 1", Cancellation);
        await app.MetricAsync("hatago_plugin_verifications_total{status=\"revoked\"} 0", Cancellation);
    }

    [Fact]
    public async Task Keys_are_listed_with_their_state_and_nothing_private()
    {
        using var site = await AttackSite.CreateAsync();
        using var expired = SigningKey.Generate(SignatureAlgorithms.EcdsaP256);
        using var revoked = SigningKey.Generate(SignatureAlgorithms.RsaPss);
        var to = site.Time.GetUtcNow().AddDays(-1);
        site.Trust.Trust(expired.Public, to: to).Trust(revoked.Public).Revoke(revoked.Public, to);
        await using var app = await site.ServeAsync();

        var keys = await GetAsync(app, "/security/keys");

        Assert.Equal(1, keys["trustedKeys"]!.GetValue<int>());
        Assert.Equal(
            new[] { (site.Key.Public.KeyId, "ed25519", "trusted"), (expired.Public.KeyId, "ecdsa-p256", "expired"), (revoked.Public.KeyId, "rsa-pss", "revoked") }.Order(),
            keys["keys"]!.AsArray().Select(key => (key!["keyId"]!.GetValue<string>(), key["algorithm"]!.GetValue<string>(), key["status"]!.GetValue<string>())).Order());
        Assert.All(keys["keys"]!.AsArray(), key => Assert.Equal("tests", key!["subject"]!.GetValue<string>()));
        Assert.DoesNotContain("PRIVATE", keys.ToJsonString());
    }

    [Theory]
    [InlineData("/security/status")]
    [InlineData("/security/keys")]
    public async Task Both_are_management(string path)
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Production"), ("HATAGO_MANAGEMENT_LOOPBACK", "false")]);

        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    public async Task A_test_signature_verifies_and_anything_else_does_not(string algorithm)
    {
        await using var app = await HatagoApp.StartAsync();
        var key = await ResultAsync(app, "security.generate_key", new { algorithm });

        var signature = (await ResultAsync(app, "security.sign_test", new { testData = "data", algorithm }))["signature"]!;
        var valid = await VerifyAsync(app, "data", signature);
        var otherData = await VerifyAsync(app, "date", signature);
        var otherTime = await VerifyAsync(app, "data", Changed(signature, "timestamp", "2020-01-01T00:00:00Z"));
        var otherAlgorithm = await VerifyAsync(app, "data", Changed(signature, "algorithm", "none"));
        var otherKey = await VerifyAsync(app, "data", Changed(signature, "keyId", new string('0', 64)));
        var noBase64 = await VerifyAsync(app, "data", Changed(signature, "signature", "?"));

        Assert.Equal(key["keyId"]!.GetValue<string>(), signature["keyId"]!.GetValue<string>());
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", key["publicKey"]!.GetValue<string>());
        Assert.Equal((true, "valid"), (valid["valid"]!.GetValue<bool>(), valid["status"]!.GetValue<string>()));
        Assert.Equal(
            ["invalid", "invalid", "invalid", "untrusted", "invalid"],
            new[] { otherData, otherTime, otherAlgorithm, otherKey, noBase64 }.Select(one => one["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_history_is_newest_first_and_bounded()
    {
        await using var app = await HatagoApp.StartAsync();
        var signature = (await ResultAsync(app, "security.sign_test", new { testData = "data" }))["signature"]!;

        for (var i = 0; i < 120; i++)
            await VerifyAsync(app, i == 119 ? "data" : "other", signature);
        var history = (await ResultAsync(app, "security.verify", new { action = "history" }))["history"]!.AsArray();

        Assert.Equal(100, history.Count);
        Assert.Equal(("valid", "invalid"), (history[0]!["status"]!.GetValue<string>(), history[1]!["status"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("security.generate_key", """{"algorithm":"rsa"}""", "'algorithm'")]
    [InlineData("security.sign_test", "{}", "testData")]
    [InlineData("security.verify", """{"testData":"x"}""", "'testData' and 'signature' are required")]
    [InlineData("security.verify", """{"action":"forget"}""", "'action'")]
    public async Task Bad_input_is_named(string tool, string arguments, string expected)
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await app.CallAsync(tool, JsonNode.Parse(arguments), Cancellation);

        Assert.True(answer["result"]!["isError"]!.GetValue<bool>());
        Assert.Contains(expected, answer["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_tools_status_is_that_of_the_endpoint()
    {
        await using var app = await HatagoApp.StartAsync();

        var tool = await ResultAsync(app, "security.status", null);
        var endpoint = await GetAsync(app, "/security/status");

        Assert.Equal(["config", "metrics", "recentVerifications", "plugins"], tool.AsObject().Select(member => member.Key));
        foreach (var member in new[] { "metrics", "recentVerifications", "plugins" })
            Assert.Equal(WithoutNulls(endpoint[member]!), WithoutNulls(tool[member]!));
    }

    private static string WithoutNulls(JsonNode node) => System.Text.RegularExpressions.Regex.Replace(node.ToJsonString(), "\"[A-Za-z]+\":null,?|,\"[A-Za-z]+\":null(?=})", "").Replace(",}", "}", StringComparison.Ordinal);

    private static async Task<JsonNode> VerifyAsync(HatagoApp app, string testData, JsonNode signature) =>
        (await ResultAsync(app, "security.verify", new { testData, signature }))["verification"]!;

    private static JsonNode Changed(JsonNode signature, string member, string value)
    {
        var changed = signature.DeepClone();
        changed[member] = value;
        return changed;
    }

    private static async Task<JsonNode> ResultAsync(HatagoApp app, string tool, object? arguments)
    {
        var answer = await app.CallAsync(tool, arguments, Cancellation);
        return answer["result"]?["structuredContent"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    private static async Task<JsonNode> GetAsync(HatagoApp app, string path) =>
        JsonNode.Parse(await app.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation))!;
}
