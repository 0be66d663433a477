using System.Net;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Auth;

/// <summary>OAuth 2.0 Protected Resource Metadata, RFC 9728.</summary>
public sealed class ResourceMetadataTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/mcp")]
    public async Task Both_well_known_places_name_the_issuer(string path)
    {
        await using var closed = await ClosedApp.StartAsync();

        var metadata = JsonNode.Parse(await closed.App.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation))!;

        Assert.Equal(ClosedApp.Audience, metadata["resource"]!.GetValue<string>());
        Assert.Equal(closed.Issuer.Url, Assert.Single(metadata["authorization_servers"]!.AsArray())!.GetValue<string>());
        Assert.Equal("hatago:call", Assert.Single(metadata["scopes_supported"]!.AsArray())!.GetValue<string>());
        Assert.Equal("header", Assert.Single(metadata["bearer_methods_supported"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task A_challenge_leads_to_it_wherever_the_server_is()
    {
        await using var closed = await ClosedApp.StartAsync(settings: ("AUTH_AUDIENCE", "hatago"));

        var challenge = (await closed.CallAsync(null)).Headers.WwwAuthenticate.Single().Parameter!;
        var address = challenge.Split("resource_metadata=\"")[1].TrimEnd('"');
        var metadata = JsonNode.Parse(await closed.App.Http.GetStringAsync(new Uri(address), Cancellation))!;

        Assert.Equal(new Uri(closed.App.Http.BaseAddress!, "/mcp").AbsoluteUri, metadata["resource"]!.GetValue<string>());
    }

    [Fact]
    public async Task Behind_a_gateway_the_path_of_the_audience_is_its_place_too()
    {
        await using var closed = await ClosedApp.StartAsync(settings: ("AUTH_AUDIENCE", "https://gateway.example/tools/mcp"));

        Assert.Contains(
            "resource_metadata=\"https://gateway.example/.well-known/oauth-protected-resource/tools/mcp\"", (await closed.CallAsync(null)).Headers.WwwAuthenticate.Single().Parameter);
        Assert.Equal(HttpStatusCode.OK, (await closed.SendAsync(HttpMethod.Get, "/.well-known/oauth-protected-resource/tools/mcp", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await closed.SendAsync(HttpMethod.Get, "/.well-known/oauth-protected-resource/other", null)).StatusCode);
    }

    [Fact]
    public async Task Without_an_issuer_there_is_none()
    {
        await using var app = await HatagoApp.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync(new Uri("/.well-known/oauth-protected-resource", UriKind.Relative), Cancellation)).StatusCode);
    }
}
