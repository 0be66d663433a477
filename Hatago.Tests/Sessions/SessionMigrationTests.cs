using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;

namespace Hatago.Tests.Sessions;

public sealed class SessionMigrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_on_at_another_replica_with_its_id_and_the_clients_capabilities()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await ReplicaAsync(redis);
        await using var second = await ReplicaAsync(redis);
        var client = new SessionClient();
        await client.InitializeAsync(first.Http, Cancellation);

        using var response = await client.SendAsync(second.Http, HttpMethod.Post, SessionClient.Call("fixture.client"), Cancellation);

        Assert.Equal(client.SessionId, response.Headers.GetValues("Mcp-Session-Id").Single());
        Assert.Equal("test with elicitation", await client.CallAsync(second.Http, "fixture.client", Cancellation));
        Assert.Equal("test with elicitation", await client.CallAsync(first.Http, "fixture.client", Cancellation));
    }

    [Fact]
    public async Task The_sdks_client_does_not_notice_that_its_replica_was_replaced()
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await ReplicaAsync(redis);
        await using var second = await ReplicaAsync(redis);
        await using var client = await first.ConnectAsync("2025-11-25", Cancellation);
        var session = client.SessionId!;

        await using var resumed = await McpClient.ResumeSessionAsync(
            new HttpClientTransport(
                new() { Endpoint = new Uri(second.Http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp, KnownSessionId = session, OwnsSession = false },
                second.Http),
            new() { ServerCapabilities = client.ServerCapabilities!, ServerInfo = client.ServerInfo!, NegotiatedProtocolVersion = client.NegotiatedProtocolVersion },
            cancellationToken: Cancellation);

        Assert.Contains("hello.hatago", (await resumed.ListToolsAsync(cancellationToken: Cancellation)).Select(tool => tool.Name));
        Assert.Equal(session, resumed.SessionId);
    }

    [Theory]
    [InlineData("ann", "bob")]
    [InlineData("ann", null)]
    [InlineData(null, "bob")]
    public async Task A_session_belongs_to_whoever_opened_it(string? owner, string? other)
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await ReplicaAsync(redis);
        await using var second = await ReplicaAsync(redis);
        var own = new SessionClient(owner);
        await own.InitializeAsync(first.Http, Cancellation);
        var stranger = new SessionClient(other) { SessionId = own.SessionId };

        using var refused = await stranger.SendAsync(second.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);
        using var deleted = await stranger.DeleteAsync(second.Http, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal("Hello Hatago!", await own.CallAsync(second.Http, "hello.hatago", Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_was_deleted_is_not_taken_over(bool atItsReplica)
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        await using var first = await ReplicaAsync(redis);
        await using var second = await ReplicaAsync(redis);
        await using var third = await ReplicaAsync(redis);
        var client = new SessionClient("ann");
        await client.InitializeAsync(first.Http, Cancellation);

        using var deleted = await client.DeleteAsync(atItsReplica ? first.Http : second.Http, Cancellation);
        using var refused = await client.SendAsync(third.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Without_redis_a_session_stays_where_it_is_and_readiness_says_nothing_of_it()
    {
        await using var first = await HatagoApp.StartAsync();
        await using var second = await HatagoApp.StartAsync();
        var client = new SessionClient();
        await client.InitializeAsync(first.Http, Cancellation);

        using var refused = await client.SendAsync(second.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);
        using var events = await client.SendAsync(first.Http, HttpMethod.Post, SessionClient.Call("hello.hatago"), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.All(await SessionClient.EventsAsync(events, Cancellation).ToListAsync(Cancellation), one => Assert.Null(one.EventId));
        Assert.DoesNotContain("redis", await first.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation));
    }

    internal static Task<HatagoApp> ReplicaAsync(RedisServer redis, params (string Name, string Value)[] settings) => HatagoApp.StartAsync(
        services => services.AddSingleton<IStartupFilter, NamedUser>(), null, [("HATAGO_REDIS", redis.ConnectionString), .. settings]);
}
