using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Mcp;

public sealed class ResourceSubscriptionTests
{
    private const string Watched = "test://watched-resource";
    private const string Own = "fixture://text";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_watches_a_resource_is_told_of_its_change_and_another_is_not()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        await using var other = await app.ConnectAsync("2025-11-25", Cancellation);
        var (told, othersTold) = (await ListenAsync(client), await ListenAsync(other));

        await client.SubscribeToResourceAsync(Watched, cancellationToken: Cancellation);
        await ChangeAsync(client, "new");

        Assert.Equal(Watched, await told.ReadAsync(Cancellation));
        var read = await client.ReadResourceAsync(Watched, cancellationToken: Cancellation);
        Assert.Equal("new", Assert.IsType<TextResourceContents>(read.Contents[0]).Text);
        await UpdateAsync(other, Own); // Comes after what it must not be told.
        Assert.Equal(Own, await othersTold.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task A_session_that_no_longer_watches_is_told_no_more()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        var told = await ListenAsync(client);
        await client.SubscribeToResourceAsync(Watched, cancellationToken: Cancellation);

        await client.UnsubscribeFromResourceAsync(Watched, cancellationToken: Cancellation);
        await ChangeAsync(client, "new");
        await UpdateAsync(client, Own);

        Assert.Equal(Own, await told.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task A_plugin_speaks_of_its_own_resources_only()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        var told = await ListenAsync(client);
        await client.SubscribeToResourceAsync(Watched, cancellationToken: Cancellation);

        await UpdateAsync(client, Watched);
        await UpdateAsync(client, Own);

        Assert.Equal(Own, await told.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task One_of_a_template_is_watched_by_itself()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        var told = await ListenAsync(client);
        await client.SubscribeToResourceAsync("fixture://item/5", cancellationToken: Cancellation);

        await UpdateAsync(client, "fixture://item/6");
        await UpdateAsync(client, "fixture://item/5");

        Assert.Equal("fixture://item/5", await told.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Only_what_there_is_can_be_watched_and_not_without_end()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var unknown = await RefusedAsync("fixture://nope");
        var tooLong = await RefusedAsync($"fixture://item/{new string('x', 2048)}");
        for (var i = 0; i < 256; i++)
            await client.SubscribeToResourceAsync($"fixture://item/{i}", cancellationToken: Cancellation);
        var tooMany = await RefusedAsync("fixture://item/256");
        await client.SubscribeToResourceAsync("fixture://item/255", cancellationToken: Cancellation);

        Assert.Equal(McpErrorCode.ResourceNotFound, unknown.ErrorCode);
        Assert.Contains("at most 256 resources", tooMany.Message);
        Assert.Contains("at most 2048 characters", tooLong.Message);

        async Task<McpProtocolException> RefusedAsync(string uri) =>
            await Assert.ThrowsAsync<McpProtocolException>(() => client.SubscribeToResourceAsync(uri, cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("hybrid", true)]
    [InlineData("stateless", false)]
    public async Task Watching_is_promised_where_there_are_sessions(string mode, bool promised)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_SESSION_MODE", mode));
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        Assert.Equal(promised, client.ServerCapabilities.Resources!.Subscribe is true);
    }

    [Fact]
    public async Task Without_a_session_nothing_is_watched()
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await app.CurlAsync("""{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"fixture://text"}}""", Cancellation);

        Assert.Contains("Resources are watched in a session", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static Task<HatagoApp> StartAsync() => HatagoApp.StartAsync(new PluginsFolder().AddConformance().AddFixture());

    private static async Task ChangeAsync(McpClient client, string text) => await client.CallToolAsync(
        "test_change_watched_resource", new Dictionary<string, object?> { ["text"] = text }, cancellationToken: Cancellation);

    private static async Task UpdateAsync(McpClient client, string uri) =>
        await client.CallToolAsync("fixture.update", new Dictionary<string, object?> { ["uri"] = uri }, cancellationToken: Cancellation);

    /// <summary>What the client, which watches <see cref="Own"/>, is told once its stream for that is open.</summary>
    private static async Task<ChannelReader<string>> ListenAsync(McpClient client)
    {
        var (told, mark, isOpen) = (Channel.CreateUnbounded<string>(), $"fixture://item/{Guid.NewGuid()}", new TaskCompletionSource());
        client.RegisterNotificationHandler(NotificationMethods.ResourceUpdatedNotification, (notification, cancellation) =>
        {
            var uri = notification.Params!["uri"]!.GetValue<string>();
            if (uri != mark)
                return told.Writer.WriteAsync(uri, cancellation);
            isOpen.TrySetResult();
            return default;
        });
        await client.SubscribeToResourceAsync(mark, cancellationToken: Cancellation);
        await client.SubscribeToResourceAsync(Own, cancellationToken: Cancellation);
        await Eventually.GetAsync(
            async () =>
            {
                await UpdateAsync(client, mark);
                return isOpen.Task.IsCompleted;
            },
            opened => opened, Cancellation);
        return told.Reader;
    }
}
