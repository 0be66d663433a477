using Hatago.ServiceDefaults.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hatago.McpServer.Mcp;

/// <summary>Fails until the transports are built and the server listens.</summary>
internal sealed class McpHealthCheck(McpTransports transports, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(transports.WithSessions.Count > 0 && lifetime.ApplicationStarted.IsCancellationRequested
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(data: new Dictionary<string, object> { [HealthTags.Reason] = "startup_incomplete" }));
}
