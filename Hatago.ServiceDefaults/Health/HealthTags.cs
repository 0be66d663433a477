namespace Hatago.ServiceDefaults.Health;

/// <summary>Which of the health endpoints a check counts for.</summary>
public static class HealthTags
{
    /// <summary>Counts for <c>/health/ready</c>, under its own name in <c>checks</c>.</summary>
    public const string Ready = "ready";

    /// <summary>Counts for <c>/health/startup</c>; its data become members of the answer.</summary>
    public const string Startup = "startup";

    /// <summary>Key in a check's data: why the service is not ready, as <c>reason</c> of <c>/health/ready</c>.</summary>
    public const string Reason = "reason";
}
