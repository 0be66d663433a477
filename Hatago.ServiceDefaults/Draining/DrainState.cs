namespace Hatago.ServiceDefaults.Draining;

/// <summary>Where a service is between taking traffic and being gone.</summary>
public enum DrainState
{
    /// <summary>Ready, takes new work.</summary>
    Serving,

    /// <summary>An operator took it out of traffic; it can be put back.</summary>
    Draining,

    /// <summary>The process was told to end: there is no way back.</summary>
    ShuttingDown,
}
