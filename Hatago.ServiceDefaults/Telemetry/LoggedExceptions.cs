using Hatago.ServiceDefaults.Logging.Redaction;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Hatago.ServiceDefaults.Telemetry;

/// <summary>Tells the exception of an entry under its own name, as the semantic conventions have it: <c>exception.type</c>, <c>.message</c>, <c>.stacktrace</c>.</summary>
internal sealed class LoggedExceptions : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is not LoggedException logged)
            return;

        data.Exception = null;
        data.Attributes =
        [
            .. data.Attributes ?? [],
            new("exception.type", logged.Name),
            new("exception.message", logged.Message),
            new("exception.stacktrace", logged.ToString()),
        ];
    }
}
