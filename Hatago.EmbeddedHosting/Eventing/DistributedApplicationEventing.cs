using System.Collections.Concurrent;

namespace Aspire.Hosting.Eventing;

/// <summary>Something that happens to an application.</summary>
public interface IDistributedApplicationEvent;

/// <summary>Tells when something happens to an application.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls back when the event happens. The application waits for the call.</summary>
    /// <typeparam name="T">The event.</typeparam>
    /// <param name="callback">Called with the event.</param>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent;

    /// <summary>Tells that an event happened, to one subscriber after the other.</summary>
    /// <typeparam name="T">The event.</typeparam>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Handed to the subscribers.</param>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent;
}

/// <summary>A subscription to an event.</summary>
/// <param name="callback">Called with the event.</param>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>Called with the event.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}

internal sealed class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly ConcurrentQueue<(Type Event, DistributedApplicationEventSubscription Subscription)> _subscriptions = [];

    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent
    {
        var subscription = new DistributedApplicationEventSubscription((happened, cancellation) => callback((T)happened, cancellation));
        _subscriptions.Enqueue((typeof(T), subscription));
        return subscription;
    }

    public async Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent
    {
        foreach (var (_, subscription) in _subscriptions.Where(one => one.Event == typeof(T)))
            await subscription.Callback(@event, cancellationToken);
    }
}
