using Microsoft.Extensions.Caching.Distributed;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace Hatago.McpServer.Sessions;

/// <summary>
/// A cache that may be away, or hang, without harm: a read then answers nothing, a write is dropped, and after the first
/// few that waited in vain nobody waits until it answers again.
/// </summary>
internal sealed class ForgivingCache : IDistributedCache
{
    private const string Bounded = "Only the asynchronous calls are bounded in time.";

    private readonly IDistributedCache _cache;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private int _isAway;

    public ForgivingCache(IDistributedCache cache, TimeSpan timeout, TimeProvider time, ILogger<ForgivingCache> logger)
    {
        _cache = cache;
        _time = time;
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure && !IsCallers(failure, arguments.Context.CancellationToken)),
                FailureRatio = 0.2,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(2),
                BreakDuration = TimeSpan.FromSeconds(1),
                OnOpened = opened => WentAway(opened.Outcome.Exception),
                OnClosed = _ => CameBack(),
            })
            .AddTimeout(timeout)
            .Build();
    }

    /// <returns>Whether the cache answered, and what; <see langword="null"/> when it answered that there is nothing.</returns>
    public async Task<(bool IsAnswered, byte[]? Value)> TryGetAsync(string key, CancellationToken cancellation)
    {
        byte[]? value = null;
        var isAnswered = await TryAsync(async token => value = await _cache.GetAsync(key, token), cancellation);
        return (isAnswered, value);
    }

    /// <returns>Whether the cache took it.</returns>
    public Task<bool> TrySetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken cancellation) =>
        TryAsync(token => _cache.SetAsync(key, value, options, token), cancellation);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => (await TryGetAsync(key, token)).Value;

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        TrySetAsync(key, value, options, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => TryAsync(bounded => _cache.RefreshAsync(key, bounded), token);

    public Task RemoveAsync(string key, CancellationToken token = default) => TryAsync(bounded => _cache.RemoveAsync(key, bounded), token);

    public byte[]? Get(string key) => throw new NotSupportedException(Bounded);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException(Bounded);

    public void Refresh(string key) => throw new NotSupportedException(Bounded);

    public void Remove(string key) => throw new NotSupportedException(Bounded);

    private async Task<bool> TryAsync(Func<CancellationToken, Task> call, CancellationToken cancellation)
    {
        try
        {
            // The client of Redis heeds no token once a command is under way, and Polly waits for what it timed out.
            await _pipeline.ExecuteAsync(
                async token => await call(token).WaitAsync(Timeout.InfiniteTimeSpan, _time, token), cancellation);
            return true;
        }
        catch (Exception failure) when (!IsCallers(failure, cancellation))
        {
            return false;
        }
    }

    private static bool IsCallers(Exception failure, CancellationToken cancellation) =>
        failure is OperationCanceledException && cancellation.IsCancellationRequested;

    private ValueTask WentAway(Exception? reason)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
            _logger.RedisWentAway(Why(reason));
        return default;
    }

    /// <summary>Without the command that failed: its key may hold the id of a session, which is as good as a password.</summary>
    private static string Why(Exception? reason) => reason switch
    {
        TimeoutRejectedException or RedisTimeoutException => "no answer in time",
        RedisConnectionException { InnerException: RedisConnectionException cause } => cause.FailureType.ToString(),
        RedisConnectionException lost => lost.FailureType.ToString(),
        RedisServerException refused => refused.Message,
        _ => reason?.GetType().Name ?? "",
    };

    private ValueTask CameBack()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
            _logger.RedisCameBack();
        return default;
    }
}
