using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Sessions;

public sealed class EventStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_whose_client_hung_up_is_answered_at_another_replica_once_it_is_done()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        var (client, lastEventId) = await HangUpAsync(first.Http, folder);

        using var resumed = await client.GetAsync(second.Http, lastEventId, Cancellation); // Its headers are there while the call still runs.
        await File.WriteAllTextAsync(FileIn(folder), "", Cancellation);

        var events = await SessionClient.EventsAsync(resumed, Cancellation).ToListAsync(Cancellation);
        var answer = JsonNode.Parse(events[^1].Data)!;
        Assert.Equal(7, answer["id"]!.GetValue<int>());
        Assert.Equal("1", answer["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_call_that_lets_its_client_hang_up_ends_the_stream_and_is_answered_later()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var app = await SessionMigrationTests.ReplicaAsync(redis);
        var client = new SessionClient();
        await client.InitializeAsync(app.Http, Cancellation);
        using var response = await client.SendAsync(app.Http, HttpMethod.Post, SessionClient.Call("fixture.poll", $$"""{"file":"{{FileIn(folder)}}"}"""), Cancellation);

        var events = await SessionClient.EventsAsync(response, Cancellation).ToListAsync(Cancellation).AsTask().WaitAsync(Eventually.Deadline, Cancellation); // To its end, while the call runs.
        using var resumed = await client.GetAsync(app.Http, events[^1].EventId!, Cancellation);
        await File.WriteAllTextAsync(FileIn(folder), "", Cancellation);
        var answer = await SessionClient.EventsAsync(resumed, Cancellation).LastAsync(Cancellation);

        Assert.All(events, one => Assert.Empty(one.Data));
        Assert.Equal(TimeSpan.FromMilliseconds(100), events[^1].ReconnectionInterval);
        Assert.Equal("1", JsonNode.Parse(answer.Data)!["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_call_that_outlasts_many_heartbeats_is_not_taken_for_lost()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] hurry = [("Hatago:HeartbeatInterval", "00:00:00.05")];
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await SessionMigrationTests.ReplicaAsync(redis, hurry);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis, hurry);
        var (client, lastEventId) = await HangUpAsync(first.Http, folder);

        using var resumed = await client.GetAsync(second.Http, lastEventId, Cancellation);
        await using var other = await SessionMigrationTests.ReplicaAsync(redis, hurry); // Takes longer to start than three missing heartbeats.
        await File.WriteAllTextAsync(FileIn(folder), "", Cancellation);

        var events = await SessionClient.EventsAsync(resumed, Cancellation).ToListAsync(Cancellation);
        Assert.NotNull(JsonNode.Parse(events[^1].Data)!["result"]);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7\"")]
    public async Task A_call_whose_replica_was_killed_is_an_error_within_seconds(string id)
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        await using var first = StartProcess(redis);
        using var http = await first.ReadyAsync(Cancellation);
        var (client, lastEventId) = await HangUpAsync(http, folder, id);
        Signals.Kill(first.Id);

        var messages = await client.ResumeAsync(second.Http, lastEventId, Cancellation).WaitAsync(Eventually.Deadline, Cancellation);

        AssertLost(id, Assert.Single(messages));
    }

    [Fact]
    public async Task A_replica_that_ends_waits_for_a_call_whose_client_may_come_back()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        await using var first = StartProcess(redis);
        using var http = await first.ReadyAsync(Cancellation);
        var (client, lastEventId) = await HangUpAsync(http, folder);
        Signals.Terminate(first.Id);
        await Eventually.GetAsync(
            () => Task.FromResult(first.Output.Any(line => line.Contains("New work refused", StringComparison.Ordinal) && line.Contains("1 in flight", StringComparison.Ordinal))), said => said, Cancellation);

        await File.WriteAllTextAsync(FileIn(folder), "", Cancellation);
        var messages = await client.ResumeAsync(second.Http, lastEventId, Cancellation).WaitAsync(Eventually.Deadline, Cancellation);

        Assert.Equal("1", Assert.Single(messages)["result"]!["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(0, await first.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_replica_whose_time_is_over_in_the_middle_of_a_call_says_so_itself()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis, ("Hatago:HeartbeatInterval", "01:00:00")); // Would notice in hours.
        await using var first = StartProcess(redis, ("GRACEFUL_TIMEOUT_MS", "200"));
        using var http = await first.ReadyAsync(Cancellation);
        var (client, lastEventId) = await HangUpAsync(http, folder);
        Signals.Terminate(first.Id);

        var messages = await client.ResumeAsync(second.Http, lastEventId, Cancellation).WaitAsync(Eventually.Deadline, Cancellation);

        Assert.Equal("draining", Assert.Single(messages)["result"]!["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.Equal(1, await first.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_call_whose_events_redis_has_lost_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        var (client, lastEventId) = await HangUpAsync(first.Http, folder);
        using var resumed = await client.GetAsync(second.Http, lastEventId, Cancellation);
        await redis.KillAsync();
        await redis.StartAgainAsync(Cancellation);

        var events = SessionClient.EventsAsync(resumed, Cancellation).ToListAsync(Cancellation).AsTask();

        await events.WaitAsync(Eventually.Deadline, Cancellation); // Ended, with the error or for the client to come again.
    }

    [Fact]
    public async Task What_a_server_says_unasked_comes_from_the_next_replica_when_the_first_was_killed()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        await using var first = StartProcess(redis);
        using var http = await first.ReadyAsync(Cancellation);
        var client = new SessionClient();
        await client.InitializeAsync(http, Cancellation);
        var lastEventId = await FirstEventIdAsync(await client.GetAsync(http, null, Cancellation));
        Signals.Kill(first.Id);

        Assert.Empty(await client.ResumeAsync(second.Http, lastEventId!, Cancellation).WaitAsync(Eventually.Deadline, Cancellation));
        var next = await FirstEventIdAsync(await client.GetAsync(second.Http, lastEventId, Cancellation)).WaitAsync(Eventually.Deadline, Cancellation);

        Assert.NotNull(next);
        Assert.NotEqual(lastEventId, next);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a:b:1")]
    [InlineData("YQ==:YSBi:1")]
    public async Task An_event_id_that_is_none_is_refused(string lastEventId)
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var app = await SessionMigrationTests.ReplicaAsync(redis);
        var client = new SessionClient();
        await client.InitializeAsync(app.Http, Cancellation);

        using var response = await client.GetAsync(app.Http, lastEventId, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_replica_that_ends_does_not_wait_for_calls_of_others_that_it_reads()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        var second = await SessionMigrationTests.ReplicaAsync(redis, ("GRACEFUL_TIMEOUT_MS", "600000"));
        var (client, lastEventId) = await HangUpAsync(first.Http, folder);
        using var resumed = await client.GetAsync(second.Http, lastEventId, Cancellation);

        var end = second.DisposeAsync().AsTask();

        await end.WaitAsync(Eventually.Deadline, Cancellation);
    }

    [Fact]
    public async Task A_stream_is_of_its_session_and_its_user()
    {
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await SessionMigrationTests.ReplicaAsync(redis);
        await using var second = await SessionMigrationTests.ReplicaAsync(redis);
        var (client, lastEventId) = await HangUpAsync(first.Http, folder, user: "ann");
        var thief = new SessionClient("bob") { SessionId = client.SessionId };
        var other = new SessionClient("bob");
        await other.InitializeAsync(second.Http, Cancellation);

        using var atFirst = await thief.GetAsync(first.Http, lastEventId, Cancellation);
        using var atSecond = await thief.GetAsync(second.Http, lastEventId, Cancellation);
        using var bySession = await other.GetAsync(second.Http, lastEventId, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, atFirst.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, atSecond.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, bySession.StatusCode);
    }

    [Fact]
    public async Task A_client_without_a_session_gets_no_event_ids()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var app = await SessionMigrationTests.ReplicaAsync(redis);

        using var response = await new SessionClient().SendAsync(app.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);

        var events = await SessionClient.EventsAsync(response, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
        Assert.All(events, one => Assert.Null(one.EventId));
    }

    private static ServerProcess StartProcess(RedisServer redis, params (string Name, string Value)[] variables) => ServerProcess.Start(
        [("DOTNET_ENVIRONMENT", "Development"), ("HATAGO_PLUGINS_DIR", Path.GetDirectoryName(Repository.FixturePlugin)!), ("HATAGO_REDIS", redis.ConnectionString), .. variables]);

    private static string FileIn(TemporaryFolder folder) => Path.Combine(folder.Path, "done");

    private static async Task<string?> FirstEventIdAsync(HttpResponseMessage response)
    {
        using (response)
            return (await SessionClient.EventsAsync(response, Cancellation).FirstAsync(Cancellation)).EventId;
    }

    /// <summary>A session whose client hung up on a call that waits for a file.</summary>
    private static async Task<(SessionClient Client, string LastEventId)> HangUpAsync(HttpClient replica, TemporaryFolder folder, string id = "7", string? user = null)
    {
        var client = new SessionClient(user);
        await client.InitializeAsync(replica, Cancellation);
        var call = SessionClient.Call("fixture.hold", JsonSerializer.Serialize(new { file = FileIn(folder) }), id);
        return (client, await client.CallAndHangUpAsync(replica, call, Cancellation));
    }

    private static void AssertLost(string id, JsonNode message)
    {
        Assert.Equal(id, message["id"]!.ToJsonString());
        Assert.Equal(-32000, message["error"]!["code"]!.GetValue<int>());
        Assert.Contains("gone", message["error"]!["message"]!.GetValue<string>());
    }
}
