using Hatago.ServiceDefaults.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Plugins;

/// <summary>Fails until the plugins are loaded, and where one that is required is not served.</summary>
internal sealed class PluginsHealthCheck(PluginCatalog catalog, IOptions<PluginsOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var served = catalog.Current.Plugins;
        var data = new Dictionary<string, object> { ["plugins_loaded"] = served.Length };
        if (!catalog.IsLoaded)
        {
            data[HealthTags.Reason] = "startup_incomplete";
            return Task.FromResult(HealthCheckResult.Unhealthy(data: data));
        }

        if (!context.Registration.Tags.Contains(HealthTags.Ready))
            return Task.FromResult(HealthCheckResult.Healthy(data: data));

        var missing = options.Value.Required.Except(served.Select(plugin => plugin.Name)).ToArray();
        if (missing.Length == 0)
            return Task.FromResult(HealthCheckResult.Healthy(data: data));

        data[HealthTags.Reason] = $"required plugins are not served: {string.Join(", ", missing)}";
        return Task.FromResult(HealthCheckResult.Unhealthy(data: data));
    }
}
