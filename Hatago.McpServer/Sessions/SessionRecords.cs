using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Polly;

namespace Hatago.McpServer.Sessions;

/// <summary>The sessions in Redis. This replica keeps a copy of those that it serves, and writes one that is in use again now and then.</summary>
internal sealed class SessionRecords(ForgivingCache cache, IMemoryCache copies, IOptions<SessionsOptions> options, TimeProvider time)
{
    /// <summary>A session is worth some waiting, where its client would have to begin anew without it.</summary>
    private readonly ResiliencePipeline<(bool IsAnswered, byte[]? Value)> _again = new ResiliencePipelineBuilder<(bool IsAnswered, byte[]? Value)> { TimeProvider = time }
        .AddRetry(new()
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result.IsAnswered: false }),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(500),
        })
        .Build();

    public Task AddAsync(string sessionId, SessionRecord record, CancellationToken cancellation) =>
        WriteAsync(sessionId, JsonSerializer.SerializeToUtf8Bytes(record, SessionsJson.Default.SessionRecord), cancellation);

    /// <exception cref="SessionUnknownException">Redis does not answer, not even after a while.</exception>
    public async Task<SessionRecord?> FindAsync(string sessionId, CancellationToken cancellation)
    {
        var (isAnswered, json) = await _again.ExecuteAsync(async token => await cache.TryGetAsync(Key(sessionId), token), cancellation);
        if (!isAnswered)
            throw new SessionUnknownException();
        if (json is null)
            return null;

        try
        {
            return JsonSerializer.Deserialize(json, SessionsJson.Default.SessionRecord);
        }
        catch (JsonException)
        {
            return null; // Of another version.
        }
    }

    /// <summary>Lets a session live on: its lifetime counts from here. Cheap, except once in a while.</summary>
    public Task RenewAsync(string sessionId, CancellationToken cancellation) =>
        copies.TryGetValue(Key(sessionId), out Copy? copy) && (copy!.Written is not { } written || time.GetElapsedTime(written) >= options.Value.SessionRewriteInterval)
            ? WriteAsync(sessionId, copy.Json, cancellation)
            : Task.CompletedTask;

    public Task RemoveAsync(string sessionId, CancellationToken cancellation)
    {
        copies.Remove(Key(sessionId));
        return cache.RemoveAsync(Key(sessionId), cancellation);
    }

    private async Task WriteAsync(string sessionId, byte[] json, CancellationToken cancellation)
    {
        var isWritten = await cache.TrySetAsync(
            Key(sessionId), json, new() { AbsoluteExpirationRelativeToNow = options.Value.SessionLifetime }, cancellation);

        // One that Redis did not take is written with its next use.
        copies.Set(Key(sessionId), new Copy(json, isWritten ? time.GetTimestamp() : null), new MemoryCacheEntryOptions { SlidingExpiration = options.Value.SessionLifetime });
    }

    private static string Key(string sessionId) => $"session:{sessionId}";

    private sealed record Copy(byte[] Json, long? Written);
}
