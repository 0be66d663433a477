using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Hatago.EmbeddedHosting.Display;
using Hatago.EmbeddedHosting.Engine;
using Hatago.EmbeddedHosting.Processes;
using Hatago.EmbeddedHosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal sealed partial class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    /// <summary>The host must not give up on resources that are still within their own limits.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(10);

    private readonly HostApplicationBuilder _host;

    /// <param name="appHost">The AppHost: its folder is written into it by the build.</param>
    /// <param name="isTest">Development and free ports unless something sets them, and nothing on the console.</param>
    /// <exception cref="DistributedApplicationException">Another operation than <c>run</c> or <c>publish</c> is asked for.</exception>
    public DistributedApplicationBuilder(string[] args, Assembly? appHost, bool isTest)
    {
        AppHostAssembly = appHost;
        AppHostDirectory = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(one => one.Key == "AppHostProjectPath")?.Value
            ?? Directory.GetCurrentDirectory();

        var settings = new ConfigurationManager();
        if (isTest)
            settings.AddInMemoryCollection([new(Orchestrator.RandomizePorts, "true"), new(HostDefaults.EnvironmentKey, Environments.Development)]);
        settings.AddEnvironmentVariables("DOTNET_");
        _host = new(new HostApplicationBuilderSettings { Args = args, Configuration = settings, ContentRootPath = AppHostDirectory, ApplicationName = appHost?.GetName().Name });

        ExecutionContext = new(Operation(Configuration["operation"]));

        _host.Logging.ClearProviders();
        _host.Logging.SetMinimumLevel(LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // A resource's health is shown as such.
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // A start that fails is told to the user by Run.
        if (!isTest)
            _host.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        Services.AddHttpClient();
        Services.AddHealthChecks();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(Resources);
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ProcessSupervisor>();
        Services.AddSingleton<Launcher>();
        Services.AddSingleton<Orchestrator>();
        Services.AddSingleton(services => new ResourceCommandService(services.GetRequiredService<Orchestrator>()));
        Services.AddSingleton(services => new RunView(
            ApplicationName(appHost), services.GetRequiredService<IResourceCollection>(), services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<ResourceLoggerService>(), services.GetRequiredService<TimeProvider>()));
        Services.AddSingleton(PublishedApplication.Of(ApplicationName(appHost), appHost));
        Services.AddSingleton<KubernetesPublisher>();
        if (ExecutionContext.IsRunMode)
            Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (!ValidName().IsMatch(resource.Name))
            throw new DistributedApplicationException($"'{resource.Name}' is no name for a resource; allowed are ASCII letters, digits and single hyphens, a letter first, at most 64.");
        Resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        Testing.AppHostEntryPoint.AbortIfTested(this);
        return BuildUnconditionally();
    }

    internal DistributedApplication BuildUnconditionally() => new(_host.Build());

    private static DistributedApplicationOperation Operation(string? name) => name?.ToLowerInvariant() switch
    {
        null or "run" => DistributedApplicationOperation.Run,
        "publish" => DistributedApplicationOperation.Publish,
        _ => throw new DistributedApplicationException($"The embedded engine has no operation '{name}'; it has 'run' and 'publish'."),
    };

    /// <summary><c>Hatago.AppHost</c> describes <c>Hatago</c>.</summary>
    private static string ApplicationName(Assembly? appHost) => (appHost?.GetName().Name ?? "The application").Replace(".AppHost", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?=.{1,64}\z)[A-Za-z](-?[A-Za-z0-9])*\z")]
    private static partial Regex ValidName();
}
