using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Sessions;

/// <summary>Whether Redis answers. Without it the server serves all the same, so it is shown and does not fail readiness.</summary>
internal sealed class RedisHealthCheck(RedisConnection redis, IOptions<SessionsOptions> options, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.PingAsync().WaitAsync(options.Value.RedisTimeout, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception away) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded(away.Message);
        }
    }
}
