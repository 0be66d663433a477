using Hatago.ServiceDefaults.Configuration;
using Hatago.ServiceDefaults.Correlation;
using Hatago.ServiceDefaults.Draining;
using Hatago.ServiceDefaults.Health;
using Hatago.ServiceDefaults.Hosting;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Hatago.ServiceDefaults;

/// <summary>What every service of Hatago gets, in two calls.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Configuration from environment variables, logging, telemetry, health checks, resilient HttpClients with service
    /// discovery, correlation ids, ProblemDetails and draining.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="variables">The service's own environment variables, beside <see cref="ServiceVariables"/>.</param>
    /// <exception cref="InvalidConfigurationException">A variable does not parse or is out of range; all of them are named.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder, IReadOnlyList<EnvironmentVariable>? variables = null)
        where TBuilder : IHostApplicationBuilder
    {
        IReadOnlyList<EnvironmentVariable> table = [.. ServiceVariables.All, .. variables ?? []];
        builder.AddEnvironmentTable(table);
        builder.AddServiceLogging(table);
        builder.AddTelemetry();

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Uptime>();
        services.AddHealthChecks();
        services.AddProblemDetails();
        services.Configure<ExceptionHandlerOptions>(handler => handler.StatusCodeSelector = exception =>
            exception is Microsoft.AspNetCore.Http.BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        builder.AddDraining();

        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// The probes (<c>/health/*</c>, <c>/healthz</c>, <c>/readyz</c>) and <c>/metrics</c>, in every environment, and what
    /// stands around every request: correlation, its log record, errors as ProblemDetails. Called first, so that the
    /// service's own middleware runs inside of these.
    /// </summary>
    public static void MapDefaultEndpoints(this WebApplication app)
    {
        app.UseMiddleware<CorrelationMiddleware>();
        app.UseDraining();
        app.UseRequestLog();
        app.UseExceptionHandler();
        app.UseStatusCodePages();

        app.Services.GetRequiredService<Uptime>();
        app.MapHealth();
        PrometheusMeters.Map(app);
    }
}
