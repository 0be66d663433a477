using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hatago.Check.Reporting;

/// <summary>What was found; the object of <c>--json</c>, as <c>docs/observability/check.md</c> says it. Percents are 0 to 100.</summary>
internal sealed record Report
{
    public required Uri Url { get; init; }

    public required DateTime Timestamp { get; init; }

    /// <summary>ok, broken, not_ready, unreachable.</summary>
    public required string State { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>What could not be asked, and what to do.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public HealthState? Health { get; init; }

    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    public Pair? ErrorBudgetRemaining { get; init; }

    public IReadOnlyList<BurnRate> BurnRates { get; init; } = [];

    public IReadOnlyList<ToolObjective> Tools { get; init; } = [];

    public IReadOnlyList<Breaker> Breakers { get; init; } = [];

    public LoadState? Load { get; init; }

    public IReadOnlyList<Plugin> Plugins { get; init; } = [];

    /// <summary>None when Alertmanager was not reached.</summary>
    public IReadOnlyList<Alert>? Alerts { get; init; }

    /// <summary>Whether Alertmanager hears the Watchdog.</summary>
    public bool? Heartbeat { get; init; }

    internal sealed record HealthState(string Status, string? Reason, double Uptime);

    /// <summary>By Prometheus, of all replicas; and by this process, since its start.</summary>
    internal sealed record Pair(double? Service, double? Process);

    internal sealed record Objective(string Name, string Window, string Unit, double Target, double? Service, double? Process, string State);

    internal sealed record BurnRate(string Window, double? Service, double? Process);

    internal sealed record ToolObjective(string Plugin, string Tool, string Name, string Window, string Unit, double Target, double? Current, string State);

    internal sealed record Breaker(string Plugin, string State, int ConsecutiveFailures, long RetryAfterMs);

    internal sealed record LoadState(long ActiveRequests, long MaxConcurrency, long QueueLength, long MaxQueueSize);

    internal sealed record Plugin(string Name, string? Version, string? Signature, bool Served, IReadOnlyList<string> Reasons);

    internal sealed record Alert(string Name, string Severity, string State, DateTime Since, string Summary, string RunbookUrl, IReadOnlyDictionary<string, string> Labels);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static ReportJson Indented { get; } = new(new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true });
}
