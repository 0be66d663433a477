using Hatago.PluginSdk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ConformancePlugin;

public sealed class ConformancePlugin : IHatagoPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WatchedText>();
        services.AddSingleton<SignedState>();
        services.AddScoped<ICompletionSource, Districts>();
    }
}
