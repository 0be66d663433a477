using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Every resource is known and its endpoints have addresses; those that wait for nothing are being started.</summary>
/// <param name="services">Services of the AppHost.</param>
public class AfterResourcesCreatedEvent(IServiceProvider services) : IDistributedApplicationEvent
{
    /// <summary>Services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;
}
