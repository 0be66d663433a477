using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hatago.ServiceDefaults.Telemetry;

/// <summary>
/// Says that the OTLP receiver takes no telemetry, once, and that it is back: when all that failed has come through again. The
/// exporters tell it by their event source only, the same for gRPC and HTTP.
/// </summary>
internal sealed partial class OtlpWatch(ILogger<OtlpWatch> logger) : EventListener, IHostedService
{
    private const string Exporters = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const string Succeeded = "ExportSuccess";

    private static readonly HashSet<string> Failed =
        ["FailedToReachCollector", "TransientHttpError", "HttpRequestFailed", "OperationUnexpectedlyCanceled", "RequestTimedOut", "GrpcStatusWarning", "ExportFailure"];

    /// <summary>The addresses that took nothing the last time, one a signal.</summary>
    private readonly ConcurrentDictionary<string, bool> _away = new();
    private readonly Lock _lock = new();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporters)
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_lock is null || eventData.Payload is not [string address, ..]) // The base class listens before this one is made.
            return;

        lock (_lock)
        {
            if (eventData.EventName == Succeeded)
            {
                if (_away.TryRemove(address, out _) && _away.IsEmpty)
                    ReceiverIsBack(logger);
            }
            else if (Failed.Contains(eventData.EventName!) && _away.TryAdd(address, true) && _away.Count == 1)
            {
                ReceiverIsAway(logger, address, eventData.EventName!, eventData.Payload.OfType<string>().Last().Split('\n')[0]);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Receiver of OTLP at {Address} does not take telemetry: {Problem} ({Detail}). What it misses is lost; this is said once, until it is back")]
    private static partial void ReceiverIsAway(ILogger logger, string address, string problem, string detail);

    [LoggerMessage(LogLevel.Information, "Receiver of OTLP is back")]
    private static partial void ReceiverIsBack(ILogger logger);
}
