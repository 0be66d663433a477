using Hatago.McpServer.Mcp;

namespace Hatago.McpServer.Guarding;

internal static class GuardingSetup
{
    public static void AddGuarding(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GuardingOptions>().BindConfiguration("Hatago");
        services.AddResilienceEnricher();
        services.AddSingleton<PluginGuards>();
        services.AddSingleton<CallGuard>();
        services.AddHostedService<StarvationWatch>();
        services.AddActivatedSingleton<GuardingMetrics>();
        services.AddSingleton<IOperationalTools, ConcurrencyTools>();
    }
}
