using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Buffer;
using Hatago.ServiceDefaults.Logging.Formats;
using Hatago.ServiceDefaults.Logging.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace LogEntries;

/// <summary>What an entry costs: by Serilog alone, written by Serilog's own JSON formatter, and by Hatago's pipeline with redaction, buffer and JSON.</summary>
[MemoryDiagnoser]
public class LogEntry
{
    private readonly LogRedactor _redactor = LoggingSetup.Redactor(new(), new ConfigurationBuilder().Build(), []);
    private readonly LogLevels _levels = new("info");
    private Logger _alone = null!;
    private Logger _serilog = null!;
    private Logger _hatago = null!;
    private LogEvent _plain = null!;

    [GlobalSetup]
    public void Setup()
    {
        var metrics = new LogMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var last = new Last();
        _alone = LoggingSetup.Configure(new(), _levels).WriteTo.Sink(last).CreateLogger();
        _serilog = LoggingSetup.Configure(new(), _levels).WriteTo.Sink(new Formatted(new JsonFormatter(renderMessage: true))).CreateLogger();
        var sink = new Synchronous(metrics, _redactor, new LogBuffer(1000));
        _hatago = LoggingSetup.Configure(new(), _levels).WriteTo.Sink(sink).CreateLogger();
        Log(_alone);
        _plain = last.Event!;
    }

    [Benchmark(Baseline = true, Description = "Serilog, no sink")]
    public void SerilogAlone() => Log(_alone);

    [Benchmark(Description = "Serilog, its JSON")]
    public void SerilogJson() => Log(_serilog);

    [Benchmark(Description = "Hatago: redaction, buffer, JSON")]
    public void Hatago() => Log(_hatago);

    [Benchmark(Description = "redaction, nothing found")]
    public int RedactPlain() => _redactor.Redact(_plain).Size;

    [Benchmark(Description = "redaction, a JWT found")]
    public string RedactSecret() => _redactor.Text("Got eyJ0eXAiOiJKV1QifQ.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r from a client at 10:30:45");

    private static void Log(Logger log) => log.Information(
        "Request completed {rpc_method} {tool} {plugin} {outcome} {method} {path} {status} {duration_ms}", "tools/call", "hello.hatago", "hello", "ok", "POST", "/mcp", 200, 1.234);

    private sealed class Last : ILogEventSink
    {
        public LogEvent? Event { get; private set; }

        public void Emit(LogEvent logEvent) => Event = logEvent;
    }

    private sealed class Formatted(JsonFormatter format) : ILogEventSink
    {
        private readonly StringWriter _line = new();

        public void Emit(LogEvent logEvent)
        {
            _line.GetStringBuilder().Clear();
            format.Format(logEvent, _line);
        }
    }

    /// <summary>The pipeline without its thread, whose allocations are then counted here.</summary>
    private sealed class Synchronous(LogMetrics metrics, LogRedactor redactor, LogBuffer buffer) : ILogEventSink
    {
        private readonly JsonFormat _format = new();
        private readonly System.Buffers.ArrayBufferWriter<byte> _output = new(64 * 1024);

        public void Emit(LogEvent logEvent)
        {
            metrics.Written(logEvent.Level);
            var entry = redactor.Redact(logEvent);
            buffer.Add(entry);
            _output.ResetWrittenCount();
            _format.Write(entry.Event, _output);
        }
    }
}
