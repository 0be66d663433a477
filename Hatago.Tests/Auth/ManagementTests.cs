using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.Tests.Auth;

/// <summary>Who may manage: contracts of the HTTP endpoints and of the operational tools.</summary>
public sealed class ManagementTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-for", "")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Real-IP", "::1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Forwarded-Client-Cert", "a")]
    [InlineData("X_Forwarded_For", "10.0.0.1")]
    [InlineData("X-Original-Host", "a")]
    [InlineData("X-Envoy-Attempt-Count", "1")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "evil.example")]
    public async Task In_production_a_loopback_connection_that_speaks_for_someone_else_may_not(string header, string value)
    {
        await using var app = await HatagoApp.StartAsync(
            settings: [("ENVIRONMENT", "Production"), ("HATAGO_ALLOWED_HOSTS", "*"), ("HATAGO_ALLOWED_ORIGINS", "https://evil.example")]); // Who may call may not manage.

        await AssertRefusedAsync(app, (header, value));
        await AssertAllowedAsync(app);
    }

    [Fact]
    public async Task In_production_the_switch_closes_loopback_too()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Production"), ("HATAGO_MANAGEMENT_LOOPBACK", "false")]);

        await AssertRefusedAsync(app);
    }

    [Fact]
    public async Task In_development_anyone_may()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Development"), ("HATAGO_MANAGEMENT_LOOPBACK", "false")]);

        await AssertAllowedAsync(app, ("X-Forwarded-For", "10.0.0.1"));
    }

    [Theory]
    [InlineData("hatago:ops", true)]
    [InlineData("openid hatago:ops hatago:call", true)]
    [InlineData("hatago:opsx", false)]
    [InlineData("hatago:call", false)]
    public async Task In_production_a_token_may_that_has_the_scope(string scope, bool allowed)
    {
        await using var app = await HatagoApp.StartAsync(
            services => services.AddSingleton<IStartupFilter>(new Authenticated(scope)), settings: [("ENVIRONMENT", "Production"), ("HATAGO_MANAGEMENT_LOOPBACK", "false")]);

        await (allowed ? AssertAllowedAsync(app) : AssertRefusedAsync(app));
    }

    private static async Task AssertAllowedAsync(HatagoApp app, params (string Name, string Value)[] headers)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete })
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, method, headers)).StatusCode);
        Assert.Contains("concurrency.status", await ListAsync(app, headers));
        Assert.NotNull((await app.CallAsync("concurrency.status", null, Cancellation, headers))["result"]!["structuredContent"]);
    }

    private static async Task AssertRefusedAsync(HatagoApp app, params (string Name, string Value)[] headers)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete })
        {
            var refused = await SendAsync(app, method, headers);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.Contains("hatago:ops", await refused.Content.ReadAsStringAsync(Cancellation));
        }

        if (headers.All(header => header.Name != "Origin")) // With one a curl is no client: it has to say what it accepts.
            Assert.DoesNotContain("concurrency.", await ListAsync(app, headers));
        foreach (var tool in new[] { "concurrency.status", "concurrency_status" })
        {
            var call = await app.CurlAsync(HatagoApp.Call(tool), Cancellation, contentType: "application/json", headers: headers);
            Assert.Equal(HttpStatusCode.Forbidden, call.StatusCode);
            Assert.Equal(-32000, JsonNode.Parse(await call.Content.ReadAsStringAsync(Cancellation))!["error"]!["code"]!.GetValue<int>());
        }

        var spelled = await app.CurlAsync(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"concurrency.status"}}""", Cancellation, contentType: "application/json",
            accept: "application/json, text/event-stream", headers: headers); // As the SDK reads it too.
        Assert.Equal(HttpStatusCode.Forbidden, spelled.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)).StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(HatagoApp app, HttpMethod method, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, "/drain");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return app.Http.SendAsync(request, Cancellation);
    }

    private static async Task<string> ListAsync(HatagoApp app, (string Name, string Value)[] headers) =>
        await (await app.CurlAsync("""{"jsonrpc":"2.0","method":"tools/list"}""", Cancellation, headers: headers)).Content.ReadAsStringAsync(Cancellation);

    /// <summary>A user with a token's scope, as authentication leaves it.</summary>
    private sealed class Authenticated(string scope) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, step) =>
            {
                context.User = new(new ClaimsIdentity([new("scope", scope)], "token"));
                return step(context);
            });
            next(app);
        };
    }
}
