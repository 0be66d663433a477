using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Hardening;

internal static class HardeningSetup
{
    public static void AddHardening(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HardeningOptions>().BindConfiguration("Hatago");
        services.AddSingleton<AllowedHosts>();
        services.AddSingleton(provider => OriginPolicy.For(provider.GetRequiredService<IOptions<HardeningOptions>>().Value));
        services.AddSingleton<ConnectionPlaces>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ConnectionLimits>();
        services.AddSingleton<IConnectionListenerFactory, BoundedListenerFactory>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<CorsPolicy>((cors, policy) => cors.AddDefaultPolicy(policy));
        services.AddRateLimiter(_ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, ClientLimiter>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HardeningOptions>>(Configure);
    }

    /// <summary>Before anything looks at who calls.</summary>
    public static void UseHardening(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        if (Options(app).Proxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseMiddleware<CallerCheck>();
        if (Options(app).Origins.Count > 0)
            app.UseCors();
    }

    /// <summary>Once it is known who calls.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (Options(app).RateLimitPerSecond > 0)
            app.UseRateLimiter();
    }

    private static HardeningOptions Options(WebApplication app) => app.Services.GetRequiredService<IOptions<HardeningOptions>>().Value;

    /// <summary>Each hop from the right is believed as long as it is one of these; an address that a stranger wrote before them is not.</summary>
    private static void Configure(ForwardedHeadersOptions forwarded, IOptions<HardeningOptions> options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.Value.Proxies)
            forwarded.KnownIPNetworks.Add(TrustedProxy.Parse(proxy)!.Value);
    }
}
