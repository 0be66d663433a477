using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

/// <summary>What a tool may tell its client before it answers.</summary>
[McpServerToolType]
public static partial class CallTools
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [LoggerMessage(LogLevel.Information, "{Message}")]
    private static partial void Say(ILogger logger, string message);

    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports its progress to a caller that wants it.")]
    public static async Task<string> Progress(RequestContext<CallToolRequestParams> call, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var done in new[] { 0, 50, 100 })
        {
            if (call.Params.ProgressToken is { } token)
                await call.Server.NotifyProgressAsync(token, new() { Progress = done, Total = 100 }, cancellationToken: cancellation);
            await Task.Delay(Pause, time, cancellation);
        }

        return "done";
    }

    [McpServerTool(Name = "test_tool_with_logging"), Description("Writes log messages to its client, as detailed as that wants them.")]
    public static async Task<string> Logging(McpServer server, TimeProvider time, CancellationToken cancellation)
    {
        var log = server.AsClientLoggerProvider().CreateLogger("conformance");
        Say(log, "Tool execution started");
        await Task.Delay(Pause, time, cancellation);
        Say(log, "Tool processing data");
        await Task.Delay(Pause, time, cancellation);
        Say(log, "Tool execution completed");
        return "logged";
    }

    [McpServerTool(Name = "test_logging_tool"), Description("Writes a log message to a client that wants it.")]
    public static string LoggingOnce(McpServer server)
    {
        Say(server.AsClientLoggerProvider().CreateLogger("conformance"), "test_logging_tool was called");
        return "logged";
    }

    [McpServerTool(Name = "test_reconnection"), Description("Lets its client hang up, and come back for the answer, where the server keeps answers.")]
    public static async Task<string> Reconnection(RequestContext<CallToolRequestParams> call, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await call.EnablePollingAsync(TimeSpan.FromMilliseconds(500), cancellation);
        }
        catch (InvalidOperationException)
        {
            return "Answered at once: nobody would keep the answer."; // Without a session, or without HATAGO_REDIS.
        }

        await Task.Delay(Pause, time, cancellation);
        return "Answered after the client hung up.";
    }
}
