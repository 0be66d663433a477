using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost in a test: in Development, on free ports, with nothing on the console.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs an AppHost up to where it builds the application.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost, such as <c>Projects.Hatago_AppHost</c>.</typeparam>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs an AppHost up to where it builds the application.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost, such as <c>Projects.Hatago_AppHost</c>.</typeparam>
    /// <param name="args">The AppHost's command line.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="InvalidOperationException">The AppHost ended without building an application.</exception>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default) where TEntryPoint : class =>
        new Tested(await AppHostEntryPoint.DescribeAsync(typeof(TEntryPoint).Assembly, args, cancellationToken));

    /// <summary>Describes an application without an AppHost.</summary>
    /// <param name="args">Its command line.</param>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => new Tested(new DistributedApplicationBuilder(args, appHost: null, isTest: true));

    private sealed class Tested(DistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder
    {
        public ConfigurationManager Configuration => inner.Configuration;

        public string AppHostDirectory => inner.AppHostDirectory;

        public Assembly? AppHostAssembly => inner.AppHostAssembly;

        public IHostEnvironment Environment => inner.Environment;

        public IServiceCollection Services => inner.Services;

        public IDistributedApplicationEventing Eventing => inner.Eventing;

        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;

        public IResourceCollection Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => inner.AddResource(resource);

        public DistributedApplication Build() => inner.BuildUnconditionally();

        public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(Build());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask; // What was built is disposed by who built it.
    }
}
