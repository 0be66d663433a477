using Hatago.ServiceDefaults.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hatago.ServiceDefaults.Draining;

/// <summary>Not ready from the first moment of a drain. Liveness does not ask: a draining process is alive.</summary>
internal sealed class DrainHealthCheck(DrainGate gate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.State == DrainState.Serving
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(data: new Dictionary<string, object> { [HealthTags.Reason] = "draining" }));
}
