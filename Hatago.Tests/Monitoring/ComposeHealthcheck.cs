namespace Hatago.Tests.Monitoring;

/// <summary>How a service of the compose file says that it is well.</summary>
internal sealed record ComposeHealthcheck
{
    public List<string> Test { get; init; } = [];

    public string? Interval { get; init; }

    public string? Timeout { get; init; }

    public string? StartPeriod { get; init; }
}
