using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Hatago.Tests.Auth;

/// <summary>A real authorization server, OpenIddict, on a free port of the loopback. Who asks by <c>client_credentials</c> gets a token for whomever it names.</summary>
internal sealed class OpenIddictIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OpenIddictIssuer(WebApplication app) => _app = app;

    /// <summary>As it calls itself.</summary>
    public string Url => _app.Urls.First() + "/";

    private OpenIddictServerOptions Options => _app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;

    public SigningCredentials Key => Options.SigningCredentials.Single();

    public static async Task<OpenIddictIssuer> StartAsync(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetTokenEndpointUris("token").SetAuthorizationEndpointUris("authorize");
            server.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.EnableDegradedMode().DisableAccessTokenEncryption().DisableScopeValidation().DisableResourceValidation();
            server.AddSigningKey(NewKey()).AddEphemeralEncryptionKey();
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => default));
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(_ => default));
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(Grant));
            server.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(Consent));
        });
        builder.Services.AddAuthentication();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        app.UseAuthentication();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>A token of this issuer, asked for as a client does.</summary>
    /// <param name="subject">Whose it is.</param>
    /// <param name="scope">What it is granted.</param>
    /// <param name="audience">For whom it is: the parameter <c>resource</c> of RFC 8707.</param>
    public Task<string> TokenAsync(string subject, string scope, string audience) => TokenEndpoint.AskAsync(new Uri(Url + "token"), subject, scope, audience);

    /// <summary>A token that this issuer would not give, signed with its key or another one.</summary>
    public string Forge(string audience, Action<Dictionary<string, object>>? change = null, SigningCredentials? key = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url,
            ["aud"] = audience,
            ["sub"] = "mallory",
            ["scope"] = "hatago:call hatago:ops",
            ["iat"] = now - 3600,
            ["nbf"] = now - 3600,
            ["exp"] = now + 600,
        };
        change?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = key ?? Key });
    }

    /// <summary>Replaces the key: tokens of the old one are to be refused from now on.</summary>
    public void Rotate() => Options.SigningCredentials[0] = new(NewKey(), SecurityAlgorithms.EcdsaSha256);

    public static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) };

    /// <summary>Ends it; its address stays free for another one.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static ValueTask Grant(HandleTokenRequestContext context)
    {
        if (context.Request.IsClientCredentialsGrantType())
            context.SignIn(Principal(context.Request, context.Request.ClientId!));
        return default; // A code's own principal is there already.
    }

    private static ValueTask Consent(HandleAuthorizationRequestContext context)
    {
        context.SignIn(Principal(context.Request, "alice"));
        return default;
    }

    private static ClaimsPrincipal Principal(OpenIddictRequest request, string subject)
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new(Claims.Subject, subject)], "test"));
        principal.SetScopes(request.GetScopes());
        principal.SetResources(request.GetResources());
        return principal;
    }
}
