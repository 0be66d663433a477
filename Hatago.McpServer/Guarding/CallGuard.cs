using System.Runtime.ExceptionServices;
using Hatago.McpServer.Mcp;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Slo;
using Hatago.PluginLoading;
using Hatago.ServiceDefaults.Draining;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Hatago.McpServer.Guarding;

/// <summary>
/// The step before a plugin's code, in which the plugin is known: its guard decides whether the call runs and how long.
/// Whatever comes of it becomes an answer that tells the caller no more than it may know.
/// </summary>
internal sealed class CallGuard(
    PluginGuards guards, DrainGate drain, SloMetrics slo, PluginMetrics plugins, TimeProvider time, ILogger<CallGuard> logger)
{
    /// <summary>What code that heeds its cancellation takes to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public McpRequestHandler<CallToolRequestParams, CallToolResult> CallTool(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        async (request, cancellation) =>
        {
            if (PluginLease<CheckedTool>.Of(request) is not { Plugin: var plugin, Target: var tool })
                return await next(request, cancellation);

            var start = time.GetTimestamp();
            var record = CalledRequest.Current?.Outcome;
            record?.Tool = (plugin.Name, tool.Name, null);
            var (outcome, refusal) = await RunAsync(new("Tool", tool.Name, plugin), token => next(request, token), cancellation);
            var label = refusal is { Reason: ErrorReason.CircuitOpen } ? ToolOutcome.CircuitOpen : Label(outcome, refusal);
            record?.Tool = (plugin.Name, tool.Name, label);
            if (label == ToolOutcome.CircuitOpen)
                slo.ToolRefused(plugin.Name, tool.Name, label);
            else if (label is not null)
                slo.ToolCalled(plugin.Name, tool.Name, label, time.GetElapsedTime(start));
            return refusal is null ? Answer(outcome) : Refusal.Of(refusal.Reason, refusal.Text, refusal.RetryAfterMs);
        };

    public McpRequestHandler<GetPromptRequestParams, GetPromptResult> GetPrompt(McpRequestHandler<GetPromptRequestParams, GetPromptResult> next) =>
        (request, cancellation) => PluginLease<CheckedPrompt>.Of(request)?.Plugin is { } plugin
            ? RunOrThrowAsync(new("Prompt", request.Params.Name, plugin), token => next(request, token), cancellation)
            : next(request, cancellation);

    public McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> ReadResource(McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) =>
        (request, cancellation) => PluginLease<CheckedResource>.Of(request)?.Plugin is { } plugin
            ? RunOrThrowAsync(new("Resource", request.Params.Uri, plugin), token => next(request, token), cancellation)
            : next(request, cancellation);

    public McpRequestHandler<CompleteRequestParams, CompleteResult> Complete(McpRequestHandler<CompleteRequestParams, CompleteResult> next) =>
        (request, cancellation) => PluginLease<CompletedArguments>.Of(request) is { Plugin: var plugin, Target: var arguments }
            ? RunOrThrowAsync(new("Completion", arguments.Name, plugin), token => next(request, token), cancellation)
            : next(request, cancellation);

    /// <summary>Prompts, resources and completions have no result that says "failed"; theirs is a JSON-RPC error.</summary>
    private async ValueTask<T> RunOrThrowAsync<T>(GuardedCall call, Func<CancellationToken, ValueTask<T>> run, CancellationToken cancellation)
    {
        var (outcome, refusal) = await RunAsync(call, run, cancellation);
        if (refusal is null)
            return Answer(outcome);
        throw new McpProtocolException(
            refusal.Text, refusal.Reason == ErrorReason.ToolFailure ? McpErrorCode.InternalError : (McpErrorCode)McpRefusals.ServerError);
    }

    /// <returns>The outcome, and what to answer in its place where it is none that the caller may have as it is.</returns>
    private async ValueTask<(Outcome<T> Outcome, CallRefusal? Refusal)> RunAsync<T>(
        GuardedCall call, Func<CancellationToken, ValueTask<T>> run, CancellationToken cancellation)
    {
        var called = CalledRequest.Current;
        var hangUp = called?.HangUp ?? CancellationToken.None;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, hangUp, drain.Abort);
        var guard = guards.Of(call.Plugin);
        called?.Begin();
        try
        {
            var outcome = await guard.RunAsync(token => LeaveBehindAsync(call, run, token), stop.Token);
            var refusal = outcome.Exception is null
                ? null
                : Refuse(call, guard, outcome.Exception, isShutdown: drain.Abort.IsCancellationRequested, isHangUp: hangUp.IsCancellationRequested);
            if (refusal is { Reason: not CallRefusal.Cancelled })
                called?.Outcome.Fail(refusal.Reason == Refusal.InvalidArguments ? ErrorReason.ClientError : refusal.Reason);
            if (outcome.Exception is OperationCanceledException && refusal is null)
                called?.Cancel();
            return (outcome, refusal);
        }
        finally
        {
            called?.End();
        }
    }

    /// <exception cref="McpProtocolException">The plugin said so on purpose.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    private static T Answer<T>(Outcome<T> outcome)
    {
        if (outcome.Exception is not null)
            ExceptionDispatchInfo.Throw(outcome.Exception);
        return outcome.Result!;
    }

    /// <summary>Waits for the plugin's code no longer than the token allows, even where the code blocks its thread or does not heed the token.</summary>
    private async Task<T> LeaveBehindAsync<T>(GuardedCall call, Func<CancellationToken, ValueTask<T>> run, CancellationToken stop)
    {
        plugins.Happened(call.Plugin.Name, PluginEvent.Call);
        using var span = CallSpans.Begin(call);
        var running = Task.Run(() => run(stop).AsTask(), CancellationToken.None);
        try
        {
            return await running.WaitAsync(stop);
        }
        catch (Exception failure) when (CallSpans.Failed(span, failure))
        {
            throw;
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            _ = WatchAsync(call, running);
            throw;
        }
    }

    private async Task WatchAsync(GuardedCall call, Task running)
    {
        try
        {
            await running.WaitAsync(Grace, time);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            plugins.Happened(call.Plugin.Name, PluginEvent.LeftBehind);
            logger.CallLeftBehind(call.Name, call.Plugin.Name);
        }
        catch (Exception)
        {
            // It ended; its caller has another answer by now.
        }
    }

    /// <returns>What to answer; <see langword="null"/> where the exception itself is the answer.</returns>
    private CallRefusal? Refuse(GuardedCall call, PluginGuard guard, Exception exception, bool isShutdown, bool isHangUp)
    {
        var (kind, name, plugin) = (call.Kind, call.Name, call.Plugin.Name);
        switch (exception)
        {
            case BrokenCircuitException:
                var wait = Math.Max(1_000, (long)Math.Ceiling(guard.RetryAfter.TotalMilliseconds)); // A probe may be under way: not at once.
                return new(ErrorReason.CircuitOpen, $"{kind} '{name}' is not called: its plugin '{plugin}' failed too often in a row. Try again in {wait} ms.", wait);
            case RateLimiterRejectedException:
                return new(ErrorReason.Overload, $"{kind} '{name}' is not called: its plugin '{plugin}' is at its limit of {call.Plugin.Manifest.MaxConcurrency} calls. Try again later.", null);
            case TimeoutRejectedException:
                plugins.Failed(plugin, PluginEvent.Call);
                logger.CallTimedOut(name, plugin, guard.Timeout.TotalMilliseconds);
                return new(ErrorReason.Timeout, $"{kind} '{name}' did not answer within {guard.Timeout.TotalMilliseconds} ms.", null);
            case InvalidArgumentsException:
                return new(Refusal.InvalidArguments, exception.Message, null);
            case OperationCanceledException when isShutdown:
                logger.CallCancelledByShutdown(name, plugin);
                return new(ErrorReason.Draining, $"{kind} '{name}' was cancelled: the server is shutting down. Call again; another server answers.", null);
            case OperationCanceledException when isHangUp:
                return new(CallRefusal.Cancelled, $"{kind} '{name}' was cancelled: its caller hung up.", null);
            case var failure when PluginGuard.IsFailure(failure):
                plugins.Failed(plugin, PluginEvent.Call);
                logger.CallFailed(name, plugin, failure);
                return new(ErrorReason.ToolFailure, $"{kind} '{name}' failed. The server's log has the cause.", null);
            default:
                return null;
        }
    }

    private static string? Label(Outcome<CallToolResult> outcome, CallRefusal? refusal) => refusal?.Reason switch
    {
        null when outcome.Exception is OperationCanceledException => null,
        null => outcome.Result?.IsError is true || outcome.Exception is McpException ? ToolOutcome.ToolError : ToolOutcome.Ok, // A question back (SEP-2322) is an answer too.
        Refusal.InvalidArguments => ToolOutcome.ToolError,
        ErrorReason.Timeout => ToolOutcome.Timeout,
        ErrorReason.ToolFailure => ToolOutcome.Failure,
        _ => null, // Not called, or cancelled: neither is an outcome of the tool.
    };
}
