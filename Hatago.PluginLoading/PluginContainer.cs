using System.Reflection;
using Hatago.PluginSdk;

namespace Hatago.PluginLoading;

/// <summary>Builds a plugin's own container, so that no plugin sees the services of the server or of another plugin.</summary>
/// <param name="loggers">The server's.</param>
/// <param name="configuration">The server's, of which a plugin sees its section.</param>
/// <param name="time">The server's.</param>
/// <param name="updated">Hears which plugin says that which of its resources has changed.</param>
internal sealed class PluginContainer(ILoggerFactory loggers, IConfiguration configuration, TimeProvider time, Action<string, string> updated)
{
    public ServiceProvider Build(PluginManifest manifest, Type[] types)
    {
        var section = configuration.GetSection($"Hatago:Plugins:{manifest.Name}");
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new PluginLoggerFactory(manifest.Name, loggers));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(provider => provider.GetRequiredService<ILoggerFactory>().CreateLogger(""));
        services.AddSingleton<IConfiguration>(section);
        services.AddSingleton(time);
        services.AddSingleton<IResourceUpdates>(new ResourceUpdates(manifest.Name, updated));
        services.AddHttpClient();
        services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());

        foreach (var type in types.Where(type => type is { IsAbstract: false, IsClass: true } && typeof(IHatagoPlugin).IsAssignableFrom(type)))
            ((IHatagoPlugin)Create(type)).ConfigureServices(services, section);

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    private static object Create(Type type) =>
        type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, []) is { } constructor
            ? constructor.Invoke([])
            : throw new InvalidOperationException($"{type.FullName} implements {nameof(IHatagoPlugin)} but has no public parameterless constructor");
}
