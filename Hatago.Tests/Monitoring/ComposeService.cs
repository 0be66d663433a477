namespace Hatago.Tests.Monitoring;

/// <summary>A service of the compose file, with the members that it uses.</summary>
internal sealed record ComposeService
{
    public string Image { get; init; } = "";

    public Dictionary<string, object>? Build { get; init; }

    public string? User { get; init; }

    public List<string> Command { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Short ones are texts, long ones mappings.</summary>
    public List<object> Volumes { get; init; } = [];

    public List<string> Tmpfs { get; init; } = [];

    public List<Dictionary<string, string>> Secrets { get; init; } = [];

    public List<string> Networks { get; init; } = ["default"];

    public List<string> Ports { get; init; } = [];

    public List<string> ExtraHosts { get; init; } = [];

    public Dictionary<string, Dictionary<string, string>> DependsOn { get; init; } = [];

    public ComposeHealthcheck? Healthcheck { get; init; }

    public string? Restart { get; init; }

    public bool ReadOnly { get; init; }

    public List<string> CapDrop { get; init; } = [];

    public List<string> SecurityOpt { get; init; } = [];

    public string? MemLimit { get; init; }

    public string? StopGracePeriod { get; init; }

    public Dictionary<string, object>? Logging { get; init; }

    public IEnumerable<ComposeMount> Mounts => Volumes.Select(ComposeMount.Of);
}
