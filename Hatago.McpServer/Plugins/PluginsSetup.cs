using Hatago.PluginLoading;
using Hatago.ServiceDefaults.Health;

namespace Hatago.McpServer.Plugins;

internal static class PluginsSetup
{
    public static void AddPlugins(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PluginsOptions>().BindConfiguration("Hatago");
        services.AddHttpContextAccessor();
        services.AddSingleton<PluginCatalog>();
        services.AddSingleton<ManifestReader>();
        services.AddSingleton(provider => new PluginContainer(
            provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<PluginCatalog>().ResourceUpdated));
        services.AddSingleton<PluginActivator>();
        services.AddSingleton<StagingArea>();
        services.AddSingleton<PluginLoader>();
        services.AddSingleton<PluginMetrics>();
        services.AddSingleton<PluginRetirement>();
        services.AddSingleton<PluginCalls>();
        services.AddHostedService<PluginsService>();
        services.AddHealthChecks().AddCheck<PluginsHealthCheck>("plugins", tags: [HealthTags.Ready]);
        services.AddHealthChecks().AddCheck<PluginsHealthCheck>("startup", tags: [HealthTags.Startup]);
    }
}
