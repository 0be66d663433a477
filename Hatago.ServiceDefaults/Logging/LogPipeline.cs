using Hatago.ServiceDefaults.Logging.Buffer;
using Hatago.ServiceDefaults.Logging.Redaction;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Parsing;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>
/// The one way of an entry: it is counted, what is secret is taken out of it, and only then it goes to <c>/logs</c>, to stdout
/// and to the providers (OTLP). None of these can be reached by another way.
/// </summary>
internal sealed class LogPipeline : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate NotWritten = new MessageTemplateParser().Parse("{dropped} log entries were not written: their reader was too slow");

    private readonly LogMetrics _metrics;
    private readonly LogRedactor _redactor;
    private readonly LogBuffer _buffer;
    private readonly ConsoleQueue _console;
    private readonly ProviderSink _providers;

    public LogPipeline(LogMetrics metrics, LogRedactor redactor, LogBuffer buffer, ConsoleQueue console, LoggerProviderCollection providers)
    {
        (_metrics, _redactor, _buffer, _console) = (metrics, redactor, buffer, console);
        _providers = new(providers);
        console.Caught += Report;
    }

    public void Emit(LogEvent logEvent)
    {
        _metrics.Written(logEvent.Level);
        try
        {
            var entry = _redactor.Redact(logEvent);
            _buffer.Add(entry);
            _console.TryWrite(entry);
            _providers.Emit(entry.Event);
        }
        catch (Exception failure)
        {
            _metrics.Dropped(logEvent.Level); // Whoever logs is not to fail for it, nor is a secret to slip through.
            SelfLog.WriteLine("An entry was lost: {0}", failure.GetType());
        }
    }

    public void Dispose() => _console.Caught -= Report;

    private void Report(DateTimeOffset now, IReadOnlyList<long> dropped) => Emit(new(
        now, LogEventLevel.Warning, exception: null, NotWritten,
        [
            ComponentEnricher.CoreProperty,
            new("dropped", new ScalarValue(dropped.Sum())),
            .. LogLevels.Names.Select((name, number) => new LogEventProperty(name, new ScalarValue(dropped[number]))).Where((_, number) => dropped[number] > 0),
        ]));
}
