using System.Diagnostics.Metrics;

namespace Hatago.McpServer.Guarding;

internal sealed class GuardingMetrics
{
    public GuardingMetrics(IMeterFactory meters, PluginGuards guards) => meters.Create("Hatago.Guarding")
        .CreateObservableGauge("hatago_circuit_breaker_state", () => States(guards), description: "1 for the state that a plugin's circuit is in, 0 for the others.");

    private static IEnumerable<Measurement<int>> States(PluginGuards guards) =>
        from one in guards.All
        let current = one.Guard.State
        from state in CircuitState.All
        select new Measurement<int>(state == current ? 1 : 0, new("plugin", one.Plugin), new("state", state));
}
