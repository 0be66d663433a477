using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Sessions;

/// <summary>Redis that is not there, or that takes connections and never answers: Hatago serves all the same.</summary>
public sealed class RedisAwayTests
{
    /// <summary>For a session and a call, while Redis is away: far less than a user would wait, far more than a busy machine needs.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_that_comes_after_the_start_is_used_from_then_on()
    {
        await using var redis = RedisServer.Later();
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        await ServesAsync(first, "fail");

        await redis.StartAgainAsync(Cancellation);

        await ServesAsync(first, "pass");
        await MigratesAsync(first, second);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redis_that_goes_away_or_hangs_takes_nothing_along_and_is_used_again_once_it_is_back(bool hangs)
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        var before = new SessionClient();
        await before.InitializeAsync(first.Http, Cancellation);

        await (hangs ? Task.Run(redis.Stop, Cancellation) : redis.KillAsync());

        await ServesAsync(first, "fail");
        Assert.Equal("Hello Hatago!", await before.CallAsync(first.Http, "hello.hatago", Cancellation).WaitAsync(Bound, Cancellation));
        using var elsewhere = await before.SendAsync(second.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation).WaitAsync(Bound, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (elsewhere.StatusCode, elsewhere.Headers.RetryAfter?.ToString())); // 404 would end a session that may well live.
        Assert.Equal(7, JsonNode.Parse(await elsewhere.Content.ReadAsStringAsync(Cancellation))!["id"]!.GetValue<int>());

        await (hangs ? Task.Run(redis.Continue, Cancellation) : redis.StartAgainAsync(Cancellation));

        await ServesAsync(first, "pass");
        await MigratesAsync(first, second);
    }

    [Fact]
    public async Task Redis_that_hangs_at_the_start_holds_up_neither_the_start_nor_the_end()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        redis.Stop();

        var app = await SessionMigrationTests.ReplicaAsync(redis).WaitAsync(Eventually.Deadline, Cancellation);
        await ServesAsync(app, "fail");

        await app.DisposeAsync().AsTask().WaitAsync(Eventually.Deadline, Cancellation);
    }

    [Fact]
    public async Task A_session_that_redis_missed_or_lost_is_taken_over_after_its_next_use()
    {
        await using var redis = RedisServer.Later();
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        var client = new SessionClient();
        await client.InitializeAsync(first.Http, Cancellation);
        await redis.StartAgainAsync(Cancellation);

        await Eventually.GetAsync(
            async () =>
            {
                await client.CallAsync(first.Http, "hello.hatago", Cancellation);
                using var response = await client.SendAsync(second.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);
                return response.StatusCode;
            },
            status => status == HttpStatusCode.OK,
            Cancellation);
    }

    [Fact]
    public async Task That_redis_went_away_and_is_back_is_logged_once()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var app = await SessionMigrationTests.ReplicaAsync(redis);
        await LoggedAsync(app, LogLevel.Warning, 0);

        await redis.KillAsync();
        await LoggedAsync(app, LogLevel.Warning, 1);
        for (var call = 0; call < 20; call++)
            await new SessionClient().InitializeAsync(app.Http, Cancellation);
        await redis.StartAgainAsync(Cancellation);
        await LoggedAsync(app, LogLevel.Information, 1);

        await LoggedAsync(app, LogLevel.Warning, 1);
    }

    private static async Task LoggedAsync(HatagoApp app, LogLevel level, int times) => await Eventually.GetAsync(
        () => Task.FromResult(app.Logs.GetSnapshot().Count(record => record.Level == level && record.Message.StartsWith("Redis ", StringComparison.Ordinal))),
        count => count == times,
        Cancellation);

    /// <summary>A new session and a call in it are quick, and readiness says how Redis is without failing.</summary>
    private static async Task ServesAsync(HatagoApp app, string redis)
    {
        var client = new SessionClient();
        await client.InitializeAsync(app.Http, Cancellation).WaitAsync(Bound, Cancellation);
        Assert.Equal("Hello Hatago!", await client.CallAsync(app.Http, "hello.hatago", Cancellation).WaitAsync(Bound, Cancellation));

        var ready = await Eventually.GetAsync(
            async () =>
            {
                using var response = await app.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation).WaitAsync(Bound, Cancellation);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
            },
            answer => answer["checks"]!["redis"]!.GetValue<string>() == redis,
            Cancellation);
        Assert.Equal("pass", ready["status"]!.GetValue<string>());
    }

    /// <summary>A session that is opened at one replica goes on at the other, as soon as both have noticed that Redis is back.</summary>
    private static async Task MigratesAsync(HatagoApp from, HatagoApp to) => await Eventually.GetAsync(
        async () =>
        {
            var client = new SessionClient();
            await client.InitializeAsync(from.Http, Cancellation);
            using var response = await client.SendAsync(to.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);
            return response.StatusCode;
        },
        status => status == HttpStatusCode.OK,
        Cancellation);
}
