using Hatago.Tests.Monitoring;

namespace Hatago.Tests.AppHost;

/// <summary>One application for all tests of a class, with its files as they are.</summary>
public sealed class ApplicationFixture : IAsyncLifetime
{
    internal MonitoredApplication Application { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Application = await MonitoredApplication.StartAsync(new PluginsFolder().AddHello(), isShortened: false);

    public async ValueTask DisposeAsync()
    {
        if (Application is not null)
            await Application.DisposeAsync();
    }
}
