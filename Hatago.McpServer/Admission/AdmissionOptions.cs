namespace Hatago.McpServer.Admission;

internal sealed record AdmissionOptions
{
    /// <summary>Calls that run at once.</summary>
    public int MaxConcurrency { get; init; } = 1000;

    /// <summary>Calls that wait, first come first served.</summary>
    public int MaxQueueSize { get; init; } = 500;

    /// <summary>The longest that a call waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
