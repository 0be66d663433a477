using Hatago.Check.Sources;

namespace Hatago.Check.Reporting;

/// <summary>
/// Whether objectives are met. What Prometheus says counts, where it has it: it knows all replicas, and what was before a restart. The guard
/// against low traffic is that of the alerts.
/// </summary>
internal static class Judge
{
    private const string Met = "met";
    private const string Broken = "broken";
    private const string TooFew = "too_few";
    private const int Fewest = 10;

    public static IReadOnlyList<Report.Objective> Objectives(SloAnswer? process, IReadOnlyDictionary<string, double> service)
    {
        Report.Objective? Of(string name, string window, string unit, string rule, Func<double, double> toUnit, string targetRule, Func<double, double> toTarget, string guard, bool isLeast)
        {
            var own = process?.Objectives.FirstOrDefault(one => one.Name == name);
            double? target = own?.Target ?? (service.TryGetValue(targetRule, out var exported) ? Rounded(toTarget(exported)) : null);
            if (target is not { } goal)
                return null;

            double? current = service.TryGetValue(rule, out var value) ? Rounded(toUnit(value)) : null;
            var isMet = isLeast ? current >= goal : current <= goal;
            var state = current is null ? own?.State ?? TooFew : isMet ? Met : service.GetValueOrDefault(guard) < Fewest ? TooFew : Broken;
            return new(name, window, unit, goal, current, own?.Current, state);
        }

        return
        [
            .. new[]
            {
                Of("availability", "30d", "percent", "hatago:success_rate:30d", rate => 100 * rate, "hatago:error_budget:ratio", budget => 100 * (1 - budget), "hatago:failures:increase30d", isLeast: true),
                Of("p95_latency", "5m", "ms", "hatago:latency_p95:5m", seconds => 1000 * seconds, "hatago:slo_target:p95_seconds", seconds => 1000 * seconds, "hatago:requests:increase5m", isLeast: false),
                Of("p99_latency", "5m", "ms", "hatago:latency_p99:5m", seconds => 1000 * seconds, "hatago:slo_target:p99_seconds", seconds => 1000 * seconds, "hatago:requests:increase5m", isLeast: false),
                Of("error_rate", "5m", "percent", "hatago:error_rate:5m", rate => 100 * rate, "hatago:slo_target:error_ratio", ratio => 100 * ratio, "hatago:failures:increase5m", isLeast: false),
            }.OfType<Report.Objective>(),
        ];
    }

    public static (string State, int ExitCode) State(Report.HealthState? health, IReadOnlyList<Report.Objective> objectives) => health switch
    {
        null => ("unreachable", ExitCode.Unreachable),
        _ when objectives.Any(one => one.State == Broken) => ("broken", ExitCode.Broken),
        { Status: not "pass" } => ("not_ready", ExitCode.Broken),
        _ when objectives.Count == 0 => ("unknown", ExitCode.Unreachable),
        _ => ("ok", ExitCode.Fine),
    };

    private static double Rounded(double value) => Math.Round(value, 6);
}
