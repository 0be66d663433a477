using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Hatago.PluginLoading;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Slo;

/// <summary>What the SLOs are computed from. Labels come from route templates and the catalog, never from a caller.</summary>
internal sealed class SloMetrics
{
    private static readonly InstrumentAdvice<double> Edges = new() { HistogramBucketBoundaries = LatencyBuckets.Edges };

    /// <summary>Series that alerts divide by or take the rate of: they exist before the first failure.</summary>
    private static readonly (string Code, string Reason)[] FailuresOfMcp =
    [
        ("400", ErrorReason.ClientError), ("500", ErrorReason.ServerError), ("500", ErrorReason.Exception), ("200", ErrorReason.Timeout),
        ("503", ErrorReason.Overload), ("200", ErrorReason.CircuitOpen), ("503", ErrorReason.Draining), ("200", ErrorReason.ToolFailure),
    ];

    private readonly Slis _slis;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _inflight;
    private readonly Counter<long> _toolCalls;
    private readonly Histogram<double> _toolDuration;

    public SloMetrics(IMeterFactory meters, IOptions<SloOptions> options, Slis slis)
    {
        _slis = slis;
        var meter = meters.Create("Hatago.Slo");
        _requests = meter.CreateCounter<long>("hatago_requests_total", description: "Requests answered, by route template and status code.");
        _errors = meter.CreateCounter<long>("hatago_errors_total", description: "Requests that failed, an MCP failure inside a 200 included, by reason.");
        _duration = meter.CreateHistogram("hatago_request_duration_seconds", description: "Time to answer a request.", advice: Edges);
        _inflight = meter.CreateUpDownCounter<long>("hatago_inflight_requests", description: "MCP requests being answered now.");
        _toolCalls = meter.CreateCounter<long>("hatago_tool_calls_total", description: "Tool calls, by plugin, tool and outcome.");
        _toolDuration = meter.CreateHistogram("hatago_tool_duration_seconds", description: "Time a tool call took.", advice: Edges);
        meter.CreateObservableGauge("hatago_slo_target", () => Targets(options.Value).Concat(Targets(slis)), description: "The objectives; with plugin and tool, what a plugin promises of a tool.");
        meter.CreateObservableGauge("hatago_build_info", BuildInfo, description: "1, with the version and the commit as labels.");

        _inflight.Add(0);
        foreach (var code in FailuresOfMcp.Select(failure => failure.Code).Distinct())
            _requests.Add(0, new("endpoint", McpEndpoint), new("code", code));
        foreach (var (code, reason) in FailuresOfMcp)
            _errors.Add(0, new("endpoint", McpEndpoint), new("code", code), new("reason", reason));
    }

    public const string McpEndpoint = "/mcp";
    public const string Unmatched = "unmatched";

    public void RequestStarted() => _inflight.Add(1);

    public void RequestEnded() => _inflight.Add(-1);

    public void RequestAnswered(string endpoint, int statusCode, string? reason)
    {
        var code = statusCode.ToString(CultureInfo.InvariantCulture);
        _requests.Add(1, new("endpoint", endpoint), new("code", code));
        if (reason is not null)
            _errors.Add(1, new("endpoint", endpoint), new("code", code), new("reason", reason));
        if (endpoint == McpEndpoint)
            _slis.Service.Answered(isFailure: reason is not (null or ErrorReason.ClientError));
    }

    public void RequestTook(string endpoint, TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));
        if (endpoint == McpEndpoint)
            _slis.Service.Took(duration);
    }

    /// <summary>A tool is in the catalog from now on: its series exist before its first call.</summary>
    public void ToolListed(string plugin, CheckedTool tool)
    {
        foreach (var outcome in ToolOutcome.All)
            _toolCalls.Add(0, new("plugin", plugin), new("tool", tool.Name), new("outcome", outcome));
        if (tool.IsPromising)
            _slis.Of(plugin, tool.Name);
    }

    /// <summary>A call that the tool never saw: it has an outcome, but no duration.</summary>
    public void ToolRefused(string plugin, string tool, string outcome) => ToolAnswered(plugin, tool, outcome, null);

    public void ToolCalled(string plugin, string tool, string outcome, TimeSpan duration)
    {
        ToolAnswered(plugin, tool, outcome, duration);
        _toolDuration.Record(duration.TotalSeconds, new("plugin", plugin), new("tool", tool));
    }

    private void ToolAnswered(string plugin, string tool, string outcome, TimeSpan? duration)
    {
        _toolCalls.Add(1, new("plugin", plugin), new("tool", tool), new("outcome", outcome));
        _slis.Called(plugin, tool, isFailure: outcome is not (ToolOutcome.Ok or ToolOutcome.ToolError), duration);
    }

    private static IEnumerable<Measurement<double>> Targets(Slis slis) =>
        from one in slis.Promising
        from target in new (string Metric, double? Value)[] { ("availability_percent", one.Tool.Objectives.Availability), ("p95_latency_ms", one.Tool.Objectives.P95Ms) }
        where target.Value is not null
        select new Measurement<double>(target.Value!.Value, new("metric", target.Metric), new("plugin", one.Plugin), new("tool", one.Tool.Name));

    private static IEnumerable<Measurement<double>> Targets(SloOptions targets) =>
    [
        Target("availability_percent", targets.AvailabilityPercent),
        Target("p95_latency_ms", targets.P95LatencyMs),
        Target("p99_latency_ms", targets.P99LatencyMs),
        Target("error_rate_percent", targets.ErrorRatePercent),
    ];

    private static Measurement<double> Target(string metric, double value) => new(value, new KeyValuePair<string, object?>("metric", metric));

    private static Measurement<int> BuildInfo()
    {
        var version = typeof(SloMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') ?? ["0.0.0"];
        return new(1, new("version", version[0]), new("commit", version.ElementAtOrDefault(1) ?? "unknown"));
    }
}
