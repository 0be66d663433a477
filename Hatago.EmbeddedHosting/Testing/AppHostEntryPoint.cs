using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's entry point for a test. The builder that it creates is kept; where it builds the application the
/// entry point is over (<see cref="HostAbortedException"/>, as the .NET host does it for tools), and the test builds.
/// </summary>
internal sealed class AppHostEntryPoint(Assembly appHost)
{
    private static readonly AsyncLocal<AppHostEntryPoint?> Current = new();

    private readonly Assembly _appHost = appHost;
    private DistributedApplicationBuilder? _builder;

    /// <exception cref="InvalidOperationException">The AppHost ended without building an application.</exception>
    public static async Task<DistributedApplicationBuilder> DescribeAsync(Assembly appHost, string[] args, CancellationToken cancellation)
    {
        var main = appHost.EntryPoint ?? throw new InvalidOperationException($"{appHost.GetName().Name} has no entry point; name a class of the AppHost.");
        var entryPoint = new AppHostEntryPoint(appHost);
        await Task.Run(
            () =>
            {
                Current.Value = entryPoint;
                try
                {
                    main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [args], null);
                    throw new InvalidOperationException($"{appHost.GetName().Name} ended without building an application.");
                }
                catch (HostAbortedException)
                {
                    // It has described the application.
                }
            },
            cancellation);
        return entryPoint._builder!;
    }

    public static DistributedApplicationBuilder? CreateBuilderIfTested(string[] args) =>
        Current.Value is { } entryPoint ? entryPoint._builder = new(args, entryPoint._appHost, isTest: true) : null;

    /// <exception cref="HostAbortedException">The builder belongs to an entry point that is run for a test.</exception>
    public static void AbortIfTested(DistributedApplicationBuilder builder)
    {
        if (Current.Value?._builder == builder)
            throw new HostAbortedException();
    }
}
