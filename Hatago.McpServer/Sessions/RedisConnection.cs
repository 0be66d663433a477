using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Hatago.McpServer.Sessions;

/// <summary>The one connection to Redis of this process, opened by whoever needs it first and reopened by itself whenever it is lost.</summary>
internal sealed class RedisConnection(IOptions<SessionsOptions> options) : IAsyncDisposable
{
    private const int ConnectTimeoutMs = 1000;
    private const int ReconnectIntervalMs = 500;

    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(options.Value));

    public static bool IsValid(string connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString).EndPoints.Count > 0;
        }
        catch (Exception invalid) when (invalid is ArgumentException or FormatException)
        {
            return false;
        }
    }

    public Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task PingAsync() => await (await GetAsync()).GetDatabase().PingAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_connection.IsValueCreated)
            return;

        // What is still to be said to a Redis that hangs would hold up the end.
        var connection = await _connection.Value;
        await connection.CloseAsync(allowCommandsToComplete: false);
        await connection.DisposeAsync();
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(SessionsOptions options)
    {
        var redis = ConfigurationOptions.Parse(options.Redis);
        redis.ClientName ??= "hatago";
        redis.AbortOnConnectFail = false; // Redis may come later.
        redis.BacklogPolicy = BacklogPolicy.FailFast; // While it is away, nobody waits for it.
        redis.ConnectTimeout = ConnectTimeoutMs;
        redis.AsyncTimeout = (int)options.RedisTimeout.TotalMilliseconds;
        redis.ReconnectRetryPolicy = new LinearRetry(ReconnectIntervalMs);
        return await ConnectionMultiplexer.ConnectAsync(redis);
    }
}
