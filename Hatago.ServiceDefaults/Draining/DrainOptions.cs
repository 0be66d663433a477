namespace Hatago.ServiceDefaults.Draining;

/// <summary>How long draining takes; bound from the section <c>Hatago</c>.</summary>
internal sealed record DrainOptions
{
    /// <summary>How long before new work is refused idle connections begin to be closed: time for a thousand and more of them, one after the other.</summary>
    private static readonly TimeSpan ConnectionsFirst = TimeSpan.FromMilliseconds(500);

    /// <summary>Not ready any more, yet still serving: the time in which load balancers notice.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    /// <summary>From the end of that delay: the longest that work in flight may take until it is cancelled.</summary>
    public TimeSpan GracefulTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long into a drain a connection is kept on which nothing is sent.</summary>
    public TimeSpan IdleConnection => ShutdownDelay > ConnectionsFirst ? ShutdownDelay - ConnectionsFirst : TimeSpan.Zero;
}
