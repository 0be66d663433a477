using Hatago.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Hatago.McpServer.Auth;

internal static class AuthSetup
{
    /// <summary>How far the clocks of an issuer and of this machine may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const string IssuerClient = "issuer";

    /// <summary>Asymmetric ones only: with a symmetric one, whoever knows the public key could sign (RFC 8725 section 3.1).</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddAuth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ManagementOptions>().BindConfiguration("Hatago");
        services.AddOptions<AuthOptions>().BindConfiguration("Hatago");
        services.AddSingleton<ManagementPolicy>();
        services.AddSingleton<ToolAccess>();
        services.AddSingleton<ResourceMetadata>();
        services.AddSingleton<BearerChallenge>();

        var options = builder.Configuration.GetSection("Hatago").Get<AuthOptions>() ?? new();
        if (options.Problems().ToArray() is { Length: > 0 } problems)
            throw new InvalidConfigurationException(problems);
        if (options.HasIssuer)
            AddTokens(services, new Uri(options.AuthIssuer!));
    }

    /// <summary>After the outcome's record and before everything that asks who it is.</summary>
    public static void UseAuth(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<AuthOptions>>().Value.HasIssuer)
            return;

        app.UseAuthentication();
        app.UseMiddleware<TokenLifetime>();
        app.UseAuthorization();
        ResourceMetadata.Map(app);
    }

    /// <summary>Lets in whom <see cref="EntryRequirement"/> lets in.</summary>
    public static TBuilder RequireEntry<TBuilder>(this TBuilder endpoints, IServiceProvider services) where TBuilder : IEndpointConventionBuilder =>
        services.GetRequiredService<IOptions<AuthOptions>>().Value.HasIssuer ? endpoints.RequireAuthorization(EntryRequirement.Policy) : endpoints;

    /// <summary>Answers 401 or 403 to whom management is not allowed.</summary>
    public static TBuilder RequireManagement<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var services = context.RequestServices;
            if (services.GetRequiredService<ManagementPolicy>().Allows(context))
                return await next(invocation);

            await services.GetRequiredService<BearerChallenge>().RefuseAsync(context, ManagementPolicy.Missing(context.Request.Path));
            return Results.Empty;
        });

    private static void AddTokens(IServiceCollection services, Uri issuer)
    {
        services.AddHttpClient(IssuerClient, http => http.MaxResponseContentBufferSize = 1024 * 1024)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton(provider => new IssuerMetadata(issuer, provider.GetRequiredService<IHttpClientFactory>().CreateClient(IssuerClient)));
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<TokenEvents>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<AuthOptions>, IssuerKeys>(Configure);
        services.AddAuthorizationBuilder().AddPolicy(EntryRequirement.Policy, policy => policy.AddRequirements(new EntryRequirement()));
        services.AddSingleton<IAuthorizationHandler, EntryRequirement.Handler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, EntryRefusal>();
    }

    private static void Configure(JwtBearerOptions bearer, IOptions<AuthOptions> options, IssuerKeys keys)
    {
        bearer.ConfigurationManager = keys;
        bearer.EventsType = typeof(TokenEvents);
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        bearer.TokenValidationParameters = new()
        {
            ValidIssuer = options.Value.AuthIssuer,
            ValidAudience = options.Value.AuthAudience,
            ValidAlgorithms = Algorithms,
            ClockSkew = ClockSkew,
            TryAllIssuerSigningKeys = false, // A token says whose key it is, or is refused.
            ValidateIssuerSigningKey = true,
            NameClaimType = "sub",
        };
    }
}
