using Hatago.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hatago.ServiceDefaults.Draining;

internal static class DrainSetup
{
    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<DrainOptions>().BindConfiguration("Hatago");
        services.Configure<HostOptions>(host => host.ShutdownTimeout = builder.Configuration.GetValue<TimeSpan>("Hatago:GracefulTimeout") + ShutdownSequence.LastWords);
        services.AddSingleton(provider => new DrainGate(provider.GetRequiredService<IOptions<DrainOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ShutdownSequence>();
        services.AddSingleton<OpenConnections>();
        services.AddOptions<KestrelServerOptions>().Configure<OpenConnections>((kestrel, connections) => kestrel.ConfigureEndpointDefaults(listen => listen.Use(connections.Track)));
        services.AddHealthChecks().AddCheck<DrainHealthCheck>("drain", tags: [HealthTags.Ready]);
    }

    public static void UseDraining(this IApplicationBuilder app) => app.UseMiddleware<DrainMiddleware>();
}
