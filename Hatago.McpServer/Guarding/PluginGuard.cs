using Hatago.McpServer.Plugins;
using Hatago.PluginLoading;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using Polly.Timeout;

namespace Hatago.McpServer.Guarding;

/// <summary>
/// What stands between callers and one plugin: its bulkhead, then its circuit breaker, then the timeout of the call.
/// The breaker counts failures in a row, where Polly's counts a share of a window: the count is kept here and Polly told
/// of a failure only when it is the one that opens the circuit (docs/decisions/0009-guarding.md).
/// </summary>
internal sealed class PluginGuard
{
    private static readonly ResiliencePropertyKey<bool> IsProbe = new("hatago.is_probe");
    private static readonly ResiliencePropertyKey<bool> IsShownAgain = new("hatago.is_shown_again");
    private static readonly ResiliencePropertyKey<bool> IsInconclusive = new("hatago.is_inconclusive");

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly int _threshold;
    private readonly TimeSpan _reset;
    private int _failures;
    private long _openedAt;
    private long _openFor;
    private int _inconclusive;

    public PluginGuard(LoadedPlugin plugin, GuardingOptions options, TelemetryOptions telemetry, TimeProvider time, ILogger logger)
    {
        (_time, _threshold, _reset) = (time, options.CircuitBreakerThreshold, options.CircuitBreakerReset);
        Timeout = plugin.Manifest.TimeoutMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : options.Timeout;

        var builder = new ResiliencePipelineBuilder { Name = "plugin", InstanceName = plugin.Name, TimeProvider = time };
        builder.ConfigureTelemetry(telemetry);
        if (plugin.Manifest.MaxConcurrency is { } most)
            builder.AddConcurrencyLimiter(most);
        _pipeline = builder
            .AddCircuitBreaker(new()
            {
                ShouldHandle = arguments => new(Opens(arguments)),
                FailureRatio = 0,
                MinimumThroughput = 2, // Polly's least; see OpenAsync.
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDurationGenerator = arguments => new(BreakAfter(arguments.Context)), // As BreakDuration it could not be under 500 ms, the timeout not under 10.
                StateProvider = _state,
                ManualControl = _control,
                OnHalfOpened = arguments =>
                {
                    arguments.Context.Properties.Set(IsProbe, true);
                    logger.CircuitHalfOpened(plugin.Name);
                    return default;
                },
                OnOpened = arguments =>
                {
                    Interlocked.Exchange(ref _openedAt, time.GetTimestamp());
                    Interlocked.Exchange(ref _openFor, arguments.BreakDuration.Ticks);
                    logger.CircuitOpened(plugin.Name, Failures, arguments.BreakDuration.TotalMilliseconds);
                    return default;
                },
                OnClosed = _ =>
                {
                    Interlocked.Exchange(ref _failures, 0);
                    Interlocked.Exchange(ref _inconclusive, 0);
                    logger.CircuitClosed(plugin.Name);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = _ => new(Timeout) })
            .Build();
    }

    /// <summary>The longest that a call may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Failures in a row, up to now.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>One of <see cref="CircuitState"/>.</summary>
    public string State => _state.CircuitState switch
    {
        Polly.CircuitBreaker.CircuitState.Closed => CircuitState.Closed,
        Polly.CircuitBreaker.CircuitState.HalfOpen => CircuitState.HalfOpen,
        _ => CircuitState.Open,
    };

    /// <summary>How long until a probe is let through; zero unless the circuit is open.</summary>
    public TimeSpan RetryAfter => State == CircuitState.Open && new TimeSpan(Interlocked.Read(ref _openFor)) - _time.GetElapsedTime(Interlocked.Read(ref _openedAt)) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Runs a call of the plugin.</summary>
    /// <returns>
    /// What came of it, never thrown: the result, what the plugin threw, <see cref="BrokenCircuitException"/>,
    /// <see cref="Polly.Timeout.TimeoutRejectedException"/>, or <see cref="Polly.RateLimiting.RateLimiterRejectedException"/>.
    /// </returns>
    public async ValueTask<Outcome<T>> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            var outcome = await ExecuteAsync(call, context);
            if (Failures >= _threshold && _state.CircuitState == Polly.CircuitBreaker.CircuitState.Closed && outcome.Exception is { } failure && IsFailure(failure))
                await OpenAsync(failure);
            return outcome;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Closes the circuit and forgets its failures.</summary>
    public async Task ResetAsync()
    {
        Interlocked.Exchange(ref _failures, 0);
        await _control.CloseAsync();
    }

    /// <summary>The plugin's fault. Not: what it says on purpose, a question back to the client (SEP-2322), a caller that went away.</summary>
    public static bool IsFailure(Exception exception) => exception is not (McpException or InputRequiredException or OperationCanceledException or InvalidArgumentsException
        or BrokenCircuitException or Polly.RateLimiting.RateLimiterRejectedException);

    private async ValueTask<Outcome<T>> ExecuteAsync<T>(Func<CancellationToken, Task<T>> call, ResilienceContext context)
    {
        try
        {
            return await _pipeline.ExecuteOutcomeAsync(static (context, call) => InvokeAsync(call, context.CancellationToken), context, call);
        }
        catch (OperationCanceledException cancelled)
        {
            return Outcome.FromException<T>(cancelled); // Polly's limiter throws where its token is cancelled just then.
        }
    }

    private static async ValueTask<Outcome<T>> InvokeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return Outcome.FromResult(await call(cancellation));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<T>(exception is OperationCanceledException && !cancellation.IsCancellationRequested
                ? new InvalidOperationException("The plugin cancelled a call that nobody else did.", exception)
                : exception);
        }
    }

    /// <summary>
    /// Whether an outcome opens the circuit. Closed: the failure that fills the count. Half open: a probe that fails; and, so that
    /// another call is a probe soon, what says nothing about the plugin now: a probe that nobody waited for, a call from before the break.
    /// </summary>
    private bool Opens(CircuitBreakerPredicateArguments<object> arguments)
    {
        var (exception, properties) = (arguments.Outcome.Exception, arguments.Context.Properties);
        var isFailure = exception is not null && IsFailure(exception);
        var isUnheard = exception is OperationCanceledException or InvalidArgumentsException;
        if (properties.GetValue(IsShownAgain, false))
            return true;

        if (_state.CircuitState == Polly.CircuitBreaker.CircuitState.Closed)
        {
            if (isFailure)
                return Interlocked.Increment(ref _failures) >= _threshold;
            if (!isUnheard)
                Interlocked.Exchange(ref _failures, 0);
            return false;
        }

        if (isFailure)
            Interlocked.Increment(ref _failures);
        if (properties.GetValue(IsProbe, false) && !isUnheard)
            return isFailure;
        properties.Set(IsInconclusive, true);
        return true;
    }

    /// <summary>The reset time after a failure; after what was inconclusive a second, doubled each time, lest impatient callers hammer the plugin.</summary>
    private TimeSpan BreakAfter(ResilienceContext context)
    {
        if (!context.Properties.GetValue(IsInconclusive, false))
            return _reset;
        var soon = TimeSpan.FromSeconds(1) * Math.Pow(2, Math.Min(Interlocked.Increment(ref _inconclusive) - 1, 20));
        return soon < _reset ? soon : _reset;
    }

    /// <summary>Polly opens at the second sample of its window, so where the failure that fills the count was the first one, it is shown once more.</summary>
    private async Task OpenAsync(Exception failure)
    {
        var context = ResilienceContextPool.Shared.Get();
        context.Properties.Set(IsShownAgain, true);
        await _pipeline.ExecuteOutcomeAsync(static (_, failure) => new ValueTask<Outcome<object?>>(Outcome.FromException<object?>(failure)), context, failure);
        ResilienceContextPool.Shared.Return(context);
    }
}
