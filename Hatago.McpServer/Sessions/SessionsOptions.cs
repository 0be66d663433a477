namespace Hatago.McpServer.Sessions;

internal sealed record SessionsOptions
{
    /// <summary>A StackExchange.Redis connection string; may hold a password.</summary>
    public required string Redis { get; init; }

    /// <summary>How long Redis keeps a session after its last use. Longer than the SDK's two hours in memory: one that it dropped comes back from here.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often a session that is in use is written again: well within its lifetime, and soon after a Redis that lost it is back.</summary>
    public TimeSpan SessionRewriteInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an event waits for its client.</summary>
    public TimeSpan EventLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a stream is known after its last event; at least as long as the longest call is silent.</summary>
    public TimeSpan StreamLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a resumed stream looks for new events.</summary>
    public TimeSpan EventPollingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A replica whose last heartbeat is older than this is gone.</summary>
    public TimeSpan HeartbeatLifetime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest that a call waits for Redis.</summary>
    public TimeSpan RedisTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
}
