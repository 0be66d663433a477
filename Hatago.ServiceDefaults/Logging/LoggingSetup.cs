using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;

namespace Hatago.ServiceDefaults.Logging;

internal static class LoggingSetup
{
    public static void AddServiceLogging(this IHostApplicationBuilder builder)
    {
        var level = Level(builder.Configuration["Hatago:LogLevel"]);
        var format = LogTemplates.For(builder.Configuration["Hatago:LogFormat"]!, onTerminal: !Console.IsOutputRedirected);

        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogMetrics>();
        builder.Services.AddSerilog(
            (services, configuration) => configuration
                .MinimumLevel.Is(level)
                .MinimumLevel.Override("Microsoft", Quieter(level))
                .MinimumLevel.Override("System.Net.Http", Quieter(level))
                .MinimumLevel.Override("Polly", Quieter(level))
                .MinimumLevel.Override("ModelContextProtocol", LogEventLevel.Error)
                .MinimumLevel.Override("ModelContextProtocol.Server.McpServer", LogEventLevel.Fatal) // It logs each caller's mistake as an error of ours.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal) // The probe's answer says it.
                .Enrich.FromLogContext()
                .Enrich.With<ComponentEnricher>()
                .WriteTo.Sink(new WrittenEntries(services.GetRequiredService<LogMetrics>()))
                .WriteTo.Logger(console => WriteTo(console, format, new(services.GetRequiredService<LogMetrics>()))),
            preserveStaticLogger: true,
            writeToProviders: true);
    }

    /// <summary>Through a queue, so that nobody waits for the reader of stdout; what finds it full is dropped.</summary>
    private static void WriteTo(LoggerConfiguration console, ITextFormatter format, DroppedEntries dropped) => console
        .Filter.ByExcluding(dropped.Drops)
        .WriteTo.Async(sink => sink.Console(format), monitor: dropped);

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

    private static bool IsProbe(HttpContext context) => context.Request.Path.Value is "/healthz" or "/readyz" or "/metrics"
        || context.Request.Path.StartsWithSegments("/health");

    /// <summary>What the frameworks say at information is a second telling of our own records.</summary>
    private static LogEventLevel Quieter(LogEventLevel level) => level <= LogEventLevel.Debug ? level : Max(level, LogEventLevel.Warning);

    private static LogEventLevel Max(LogEventLevel one, LogEventLevel other) => one > other ? one : other;

    private static LogEventLevel Level(string? name) => name switch
    {
        "debug" => LogEventLevel.Debug,
        "warn" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };
}
