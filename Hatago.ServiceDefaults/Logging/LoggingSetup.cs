using Hatago.ServiceDefaults.Configuration;
using Hatago.ServiceDefaults.Logging.Buffer;
using Hatago.ServiceDefaults.Logging.Formats;
using Hatago.ServiceDefaults.Logging.Redaction;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Hatago.ServiceDefaults.Logging;

internal static class LoggingSetup
{
    public static void AddServiceLogging(this IHostApplicationBuilder builder, IReadOnlyList<EnvironmentVariable> table)
    {
        var configuration = builder.Configuration;
        var services = builder.Services;
        builder.Logging.ClearProviders();
        services.AddOptions<LogOptions>().BindConfiguration("Hatago");
        services.AddSingleton(new LogLevels(configuration[ServiceVariables.LogLevel.Setting]));
        services.AddSingleton<LogMetrics>();
        services.AddSingleton(provider => new LogBuffer(provider.GetRequiredService<IOptions<LogOptions>>().Value.LogBufferSize));
        services.TryAddSingleton(provider => Console(
            provider.GetRequiredService<IOptions<LogOptions>>().Value, provider.GetRequiredService<LogMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => Redactor(provider.GetRequiredService<IOptions<LogOptions>>().Value, configuration, table));
        services.AddSingleton<LoggerProviderCollection>();
        services.AddSingleton<LogPipeline>();
        services.AddSerilog(
            (provider, logger) => Configure(logger, provider.GetRequiredService<LogLevels>()).WriteTo.Sink(new Unowned(provider.GetRequiredService<LogPipeline>())),
            preserveStaticLogger: true);
        services.AddSingleton<ILoggerFactory>(Factory);
        services.AddHostedService<LevelReload>();
    }

    /// <summary>One record a request. Probes and scrapes come every few seconds and say nothing new: debug.</summary>
    public static void UseRequestLog(this IApplicationBuilder app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = "Request completed";
        options.GetLevel = (context, _, exception) =>
            IsProbe(context) ? LogEventLevel.Debug
            : exception is not null || context.Response.StatusCode >= StatusCodes.Status500InternalServerError ? LogEventLevel.Error
            : LogEventLevel.Information;
        options.GetMessageTemplateProperties = (context, path, duration, status) =>
        [
            new("method", new ScalarValue(context.Request.Method)),
            new("path", new ScalarValue(context.Request.Path.Value)),
            new("status", new ScalarValue(status)),
            new("duration_ms", new ScalarValue(Math.Round(duration, 3))),
        ];
    });

    public static LoggerConfiguration Configure(LoggerConfiguration logger, LogLevels levels) => logger
        .MinimumLevel.ControlledBy(levels.All)
        .MinimumLevel.Override("Microsoft", levels.Frameworks)
        .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LogEventLevel.Warning) // It would say query strings, and our own record says the rest.
        .MinimumLevel.Override("System.Net.Http", levels.Frameworks)
        .MinimumLevel.Override("Polly", levels.Frameworks)
        .MinimumLevel.Override("ModelContextProtocol", LogEventLevel.Error)
        .MinimumLevel.Override("ModelContextProtocol.Server.McpServer", LogEventLevel.Fatal) // It logs each caller's mistake as an error of ours.
        .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal) // The probe's answer says it.
        .Destructure.ToMaximumDepth(4)
        .Destructure.ToMaximumCollectionCount(100)
        .Enrich.FromLogContext()
        .Enrich.With<ComponentEnricher>();

    public static LogRedactor Redactor(LogOptions options, Microsoft.Extensions.Configuration.IConfiguration configuration, IEnumerable<EnvironmentVariable> table)
    {
        var more = EnvironmentVariable.Split(options.LogRedactFields);
        var names = new SensitiveNames(more);
        return new(names, new(new(names, more), KnownSecrets.From(configuration, table, names)));
    }

    /// <summary>As <c>AddSerilog</c> makes it, but what the providers get has passed the pipeline.</summary>
    private static CategoryLoggerFactory Factory(IServiceProvider services)
    {
        var factory = new SerilogLoggerFactory(services.GetRequiredService<Serilog.ILogger>(), dispose: false, services.GetRequiredService<LoggerProviderCollection>());
        foreach (var provider in services.GetServices<ILoggerProvider>())
            factory.AddProvider(provider);
        return new(factory);
    }

    private static ConsoleQueue Console(LogOptions options, LogMetrics metrics, TimeProvider time) => new(
        options.LogFormat == "json" ? new JsonFormat() : new CompactFormat(isColoured: !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or ""),
        options.LogEnabled ? System.Console.OpenStandardOutput() : null,
        metrics,
        time,
        ConsoleQueue.Gather);

    private static bool IsProbe(HttpContext context) => context.Request.Path.Value is "/healthz" or "/readyz" or "/metrics"
        || context.Request.Path.StartsWithSegments("/health");

    /// <summary>The container disposes the pipeline, and the queue after it; the logger would do so too early.</summary>
    private sealed class Unowned(LogPipeline pipeline) : Serilog.Core.ILogEventSink
    {
        public void Emit(LogEvent logEvent) => pipeline.Emit(logEvent);
    }
}
