namespace Hatago.ServiceDefaults.Draining;

/// <summary>How long draining takes; bound from the section <c>Hatago</c>.</summary>
internal sealed record DrainOptions
{
    /// <summary>Not ready any more, yet still serving: the time in which load balancers notice.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    /// <summary>From the end of that delay: the longest that work in flight may take until it is cancelled.</summary>
    public TimeSpan GracefulTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
