using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Hatago.Tests.Auth;

/// <summary>What a token has to be (OAuth 2.1 section 5.2, RFC 8725, RFC 9068): tried from outside, with tokens that a real issuer gave or that its own key signed.</summary>
public sealed class TokenTests(ClosedApp closed) : IClassFixture<ClosedApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_right_token_is_let_in()
    {
        var token = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        var answer = await closed.CallAsync(token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Hello Hatago!", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Without_a_token_nobody_is_let_in_and_is_told_where_to_get_one()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete })
        {
            var answer = await closed.SendAsync(method, "/mcp", null);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(
                "Bearer scope=\"hatago:call\", resource_metadata=\"https://hatago.example/.well-known/oauth-protected-resource/mcp\"",
                answer.Headers.WwwAuthenticate.Single().ToString());
            Assert.Equal(-32000, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["error"]!["code"]!.GetValue<int>());
        }
    }

    public static TheoryData<string, string> Forgeries => new()
    {
        { "expired", "it has expired" },
        { "expired 31 s ago", "it has expired" },
        { "not valid yet", "it is not valid yet" },
        { "never expires", "it never expires" },
        { "wrong issuer", "it is of another issuer" },
        { "issuer in other case", "it is of another issuer" },
        { "wrong audience", "it is for another audience" },
        { "no audience", "it is for another audience" },
        { "audience and more", "it is for another audience" },
        { "no subject", "it has no sub" },
        { "alg none", "it is no signed JWT" },
        { "alg none, with a signature", "its signature is not of a key of the issuer" },
        { "HS256 with the public key", "its signature is not of a key of the issuer" },
        { "unknown kid", "its signature is not of a key of the issuer" },
        { "no kid", "it is no signed JWT that names its key" },
        { "another key under the kid", "its signature is not of a key of the issuer" },
        { "tampered payload", "its signature is not of a key of the issuer" },
        { "tampered header", "its signature is not of a key of the issuer" },
        { "signature of zeros", "its signature is not of a key of the issuer" }, // CVE-2022-21449
        { "key in the header", "its signature is not of a key of the issuer" },
        { "critical header", "it has critical header parameters" },
        { "oversized", "it is longer than 16384 characters" },
        { "no JWT", "it is no signed JWT" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_is_refused_that_is(string kind, string reason)
    {
        var answer = await closed.CallAsync(Forge(closed.Issuer, kind));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var challenge = answer.Headers.WwwAuthenticate.Single().ToString();
        Assert.StartsWith($"Bearer error=\"invalid_token\", error_description=\"{reason}", challenge);
        Assert.Contains("resource_metadata=", challenge);
        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(closed.Issuer.Forge(ClosedApp.Audience))).StatusCode); // The forger's tools make right ones too.
    }

    [Fact]
    public async Task A_token_in_the_query_or_in_a_form_is_none()
    {
        var token = closed.Issuer.Forge(ClosedApp.Audience);

        var query = await closed.SendAsync(HttpMethod.Post, $"/mcp?access_token={token}", null, HatagoApp.Call("hello.hatago"));
        var form = await closed.SendAsync(HttpMethod.Post, "/mcp", null, $"access_token={token}");

        Assert.Equal(HttpStatusCode.Unauthorized, query.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, form.StatusCode);
        Assert.DoesNotContain("error=", query.Headers.WwwAuthenticate.Single().ToString()); // As if none had come.
    }

    [Fact]
    public async Task Two_tokens_are_none()
    {
        var token = closed.Issuer.Forge(ClosedApp.Audience);

        var answer = await closed.App.CurlAsync(HatagoApp.Call("hello.hatago"), Cancellation, headers: [("Authorization", $"Bearer {token}"), ("Authorization", $"Bearer {token}")]);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Where_none_is_needed_a_wrong_one_is_refused_all_the_same()
    {
        await using var open = await ClosedApp.StartAsync(settings: ("REQUIRE_AUTH", "false"));

        Assert.Equal(HttpStatusCode.OK, (await open.CallAsync(null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await open.CallAsync(open.Issuer.Forge(ClosedApp.Audience))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await open.CallAsync(Forge(open.Issuer, "expired"))).StatusCode);
    }

    [Fact]
    public async Task Health_and_metrics_need_none()
    {
        foreach (var path in new[] { "/health/live", "/health/ready", "/health/startup", "/metrics" })
            Assert.Equal(HttpStatusCode.OK, (await closed.SendAsync(HttpMethod.Get, path, null)).StatusCode);
    }

    private static string Forge(OpenIddictIssuer issuer, string kind)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string Claim(string name, object? value) => issuer.Forge(ClosedApp.Audience, claims => _ = value is null ? claims.Remove(name) : (claims[name] = value) is null);
        string Key(SecurityKey key, string algorithm) => issuer.Forge(ClosedApp.Audience, key: new(key, algorithm));
        var right = issuer.Forge(ClosedApp.Audience).Split('.');
        return kind switch
        {
            "expired" => Claim("exp", now - 600),
            "expired 31 s ago" => Claim("exp", now - 31),
            "not valid yet" => Claim("nbf", now + 300),
            "never expires" => Claim("exp", null),
            "wrong issuer" => Claim("iss", "https://evil.example/"),
            "issuer in other case" => Claim("iss", issuer.Url.ToUpperInvariant()),
            "wrong audience" => Claim("aud", "https://other.example/mcp"),
            "no audience" => Claim("aud", null),
            "audience and more" => Claim("aud", ClosedApp.Audience + "/more"),
            "no subject" => Claim("sub", null),
            "alg none" => $"{Header("""{"alg":"none","typ":"at+jwt","kid":"KID"}""", issuer)}.{right[1]}.",
            "alg none, with a signature" => $"{Header("""{"alg":"none","typ":"at+jwt","kid":"KID"}""", issuer)}.{right[1]}.{right[2]}",
            "HS256 with the public key" => Key(PublicKeyAsSecret(issuer), SecurityAlgorithms.HmacSha256),
            "unknown kid" => Key(OpenIddictIssuer.NewKey(), SecurityAlgorithms.EcdsaSha256),
            "no kid" => Key(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), SecurityAlgorithms.EcdsaSha256),
            "another key under the kid" => Key(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = issuer.Key.Kid }, SecurityAlgorithms.EcdsaSha256),
            "tampered payload" => $"{right[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(right[1]).Replace("mallory", "admin", StringComparison.Ordinal))}.{right[2]}",
            "tampered header" => $"{Header("""{"alg":"ES256","typ":"JWT","kid":"KID","x":1}""", issuer)}.{right[1]}.{right[2]}",
            "signature of zeros" => $"{right[0]}.{right[1]}.{Base64UrlEncoder.Encode(new byte[64])}",
            "key in the header" => WithOwnKey(issuer, right[1]),
            "critical header" => Signed(issuer, """{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":["exp"]}""", right[1]),
            "oversized" => Claim("note", new string('x', 20_000)),
            "no JWT" => "opaque-token",
            _ => throw new ArgumentException(kind),
        };
    }

    private static string Header(string json, OpenIddictIssuer issuer) => Base64UrlEncoder.Encode(json.Replace("KID", issuer.Key.Kid, StringComparison.Ordinal));

    private static string Signed(OpenIddictIssuer issuer, string header, string payload, ECDsa? key = null)
    {
        var signed = $"{Header(header, issuer)}.{payload}";
        return $"{signed}.{Base64UrlEncoder.Encode((key ?? ((ECDsaSecurityKey)issuer.Key.Key).ECDsa).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>RFC 8725 section 2.1: the public key's bytes as the secret of an HMAC.</summary>
    private static SymmetricSecurityKey PublicKeyAsSecret(OpenIddictIssuer issuer) =>
        new(Encoding.ASCII.GetBytes(((ECDsaSecurityKey)issuer.Key.Key).ECDsa.ExportSubjectPublicKeyInfoPem())) { KeyId = issuer.Key.Kid };

    /// <summary>RFC 7515 section 4.1.3: a key that the token brings along is nobody's.</summary>
    private static string WithOwnKey(OpenIddictIssuer issuer, string payload)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(own));
        return Signed(issuer, $$$"""{"alg":"ES256","typ":"at+jwt","kid":"KID","jwk":{"kty":"EC","crv":"P-256","x":"{{{jwk.X}}}","y":"{{{jwk.Y}}}"}}""", payload, own);
    }
}
