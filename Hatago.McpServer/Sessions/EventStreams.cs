using Hatago.McpServer.Mcp;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Sessions;

#pragma warning disable MCP9006 // Streams are resumed in revision 2025-11-25; the SDK calls it obsolete in favour of 2026-07-28.

/// <summary>The SDK's event streams in Redis, that say which replica writes them, so that nobody waits for one that is gone.</summary>
internal sealed class EventStreams(
    ForgivingCache cache,
    ReplicaHeartbeat heartbeat,
    IOptions<SessionsOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<EventStreams> logger) : ISseEventStreamStore
{
    private readonly DistributedCacheEventStreamStore _streams = new(Options.Create(new DistributedCacheEventStreamStoreOptions
    {
        Cache = cache,
        EventSlidingExpiration = null,
        EventAbsoluteExpiration = options.Value.EventLifetime,
        MetadataSlidingExpiration = null,
        MetadataAbsoluteExpiration = options.Value.StreamLifetime,
        StreamReaderPollingInterval = options.Value.EventPollingInterval,
    }));

    public async ValueTask<ISseEventStreamWriter> CreateStreamAsync(SseEventStreamOptions options, CancellationToken cancellationToken = default)
    {
        var called = CalledRequest.Current;
        called?.IsResumable = true;
        options.StreamId = new EventStreamName(heartbeat.Replica, called?.Id).ToString();
        return new EventStreamWriter(await _streams.CreateStreamAsync(options, cancellationToken), called?.Id);
    }

    public async ValueTask<ISseEventStreamReader?> GetStreamReaderAsync(string lastEventId, CancellationToken cancellationToken = default) =>
        await _streams.GetStreamReaderAsync(lastEventId, cancellationToken) is { } reader
            ? new EventStreamReader(reader, heartbeat, options.Value, lifetime, time, logger)
            : null;
}
