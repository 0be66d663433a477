using System.ComponentModel;
using Hatago.McpServer.Mcp;
using Hatago.PluginLoading;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Slo;

/// <summary>The state of the SLOs as this process sees them: there before Prometheus has data, or without one.</summary>
internal sealed class SloTools(Slis slis, IOptions<SloOptions> options) : IOperationalTools
{
    public IEnumerable<OperationalTool> Tools => [OperationalTool.Create("slo.status", Status, SloJson.Default, isReadOnly: true)];

    [Description("Objectives and how things are, error budget left, burn rates, latency; of this process, since it started.")]
    private SloStatus Status()
    {
        var targets = options.Value;
        var now = slis.Service.Over(SloWindows.Current);
        var month = slis.Service.Over(SloWindows.Budget);
        return new(
            slis.Since,
            new(targets.AvailabilityPercent, targets.P95LatencyMs, targets.P99LatencyMs, targets.ErrorRatePercent),
            [
                SloObjective.Availability(SloWindows.BudgetName, targets.AvailabilityPercent, month),
                SloObjective.Latency("p95_latency", 0.95, targets.P95LatencyMs, now),
                SloObjective.Latency("p99_latency", 0.99, targets.P99LatencyMs, now),
                SloObjective.ErrorRate(targets.ErrorRatePercent, now),
            ],
            new(SloWindows.BudgetName, month.Requests, month.Failures, Math.Round(month.Requests * targets.ErrorBudget, 6), Math.Round(1 - (month.ErrorRate / targets.ErrorBudget), 6)),
            [.. SloWindows.BurnRates.Select(one => Burn(one.Name, slis.Service.Over(one.Window), targets))],
            new(SloWindows.CurrentName, now.Timed, Milliseconds(now, 0.5), Milliseconds(now, 0.95), Milliseconds(now, 0.99)),
            [.. slis.Promising.Select(one => Tool(one.Plugin, one.Tool))]);
    }

    private static SloStatus.Burn Burn(string window, SliWindow seen, SloOptions targets) =>
        new(window, seen.Requests, seen.Failures, Math.Round(seen.ErrorRate, 9), Math.Round(seen.ErrorRate / targets.ErrorBudget, 6));

    private static double? Milliseconds(SliWindow seen, double quantile) => SloObjective.Milliseconds(seen.PercentileMs(quantile));

    private SloStatus.ToolStatus Tool(string plugin, CheckedTool tool)
    {
        var seen = slis.Of(plugin, tool.Name);
        var objectives = new List<SloObjective>();
        if (tool.Objectives.Availability is { } availability)
            objectives.Add(SloObjective.Availability(SloWindows.HourName, availability, seen.Over(SloWindows.Hour)));
        if (tool.Objectives.P95Ms is { } p95)
            objectives.Add(SloObjective.Latency("p95_latency", 0.95, p95, seen.Over(SloWindows.Current)));
        return new(plugin, tool.Name, objectives);
    }
}
