using Hatago.ServiceDefaults.Health;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Sessions;

internal static class SessionsSetup
{
    /// <summary>Sessions and event streams that survive a replica, where there is a Redis; else the SDK keeps sessions in memory.</summary>
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["Hatago:Redis"]))
            return;

        var services = builder.Services;
        services.AddOptions<SessionsOptions>().BindConfiguration("Hatago");
        services.AddMemoryCache();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton(Cache);
        services.AddSingleton<SessionRecords>();
        services.AddSingleton<ReplicaHeartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<ReplicaHeartbeat>());
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", tags: [HealthTags.Ready]);
        services.AddSingleton<ISessionMigrationHandler, SessionMigration>();
#pragma warning disable MCP9006 // Streams are resumed in revision 2025-11-25; the SDK calls it obsolete in favour of 2026-07-28.
        services.AddSingleton<ISseEventStreamStore, EventStreams>();
#pragma warning restore MCP9006
    }

    public static void UseSessions(this WebApplication app)
    {
        if (app.Services.GetService<SessionRecords>() is not null)
            app.UseMiddleware<SessionRecordsMiddleware>();
    }

    private static ForgivingCache Cache(IServiceProvider services)
    {
        var redis = services.GetRequiredService<RedisConnection>();
        var cache = new RedisCache(Options.Create(new RedisCacheOptions { InstanceName = "hatago:", ConnectionMultiplexerFactory = redis.GetAsync }));
        return new(
            cache,
            services.GetRequiredService<IOptions<SessionsOptions>>().Value.RedisTimeout,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ForgivingCache>>());
    }
}
