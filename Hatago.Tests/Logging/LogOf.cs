using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Buffer;
using Hatago.ServiceDefaults.Logging.Formats;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using Serilog.Extensions.Logging;

namespace Hatago.Tests.Logging;

/// <summary>The real pipeline without a server: what is logged comes out as lines.</summary>
internal static class LogOf
{
    /// <returns>The lines, as bytes of UTF-8 read as text.</returns>
    public static string[] Lines(Action<ILogger> log, ILogFormat? format = null, string redactFields = "")
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new LogMetrics(services.GetRequiredService<IMeterFactory>());
        var output = new MemoryStream();
        var configuration = new ConfigurationBuilder().Build();
        using (var queue = new ConsoleQueue(format ?? new JsonFormat(), output, metrics, TimeProvider.System, ConsoleQueue.Gather))
        using (var providers = new LoggerProviderCollection())
        using (var pipeline = new LogPipeline(metrics, LoggingSetup.Redactor(new() { LogRedactFields = redactFields }, configuration, []), new LogBuffer(1000), queue, providers))
        using (var logger = LoggingSetup.Configure(new LoggerConfiguration(), new LogLevels("debug")).WriteTo.Sink(pipeline).CreateLogger())
            log(logger);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.ToArray()).Split('\n')[..^1];
    }

    public static JsonNode Entry(Action<ILogger> log, string redactFields = "") => JsonNode.Parse(Assert.Single(Lines(log, redactFields: redactFields)))!;
}
