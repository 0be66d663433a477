using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Mcp;

public sealed class McpClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task A_client_that_initializes_has_a_session_and_calls_in_it(string revision)
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync(revision, Cancellation);

        var first = await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation);
        var second = await client.CallToolAsync("hello.hatago", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Cancellation);

        Assert.NotNull(client.SessionId);
        Assert.Equal(revision, client.NegotiatedProtocolVersion);
        Assert.Equal("Hello Hatago!", Text(first));
        Assert.Equal("Hello Hatago! Welcome, Ann.", Text(second));
    }

    [Fact]
    public async Task A_client_of_the_stateless_revision_calls_without_a_session()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2026-07-28", Cancellation);

        var result = await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation);

        Assert.Null(client.SessionId);
        Assert.Equal("2026-07-28", client.NegotiatedProtocolVersion);
        Assert.Equal("Hello Hatago!", Text(result));
    }

    [Theory]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task In_stateless_mode_no_client_gets_a_session(string revision)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_SESSION_MODE", "stateless"));
        await using var client = await app.ConnectAsync(revision, Cancellation);

        var result = await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation);

        Assert.Null(client.SessionId);
        Assert.Equal(revision, client.NegotiatedProtocolVersion);
        Assert.Equal("Hello Hatago!", Text(result));
    }

    [Fact]
    public async Task Progress_reaches_the_client_that_asks_for_it()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        var seen = Channel.CreateUnbounded<JsonNode>();
        await using var _ = client.RegisterNotificationHandler(
            NotificationMethods.ProgressNotification, (notification, cancellation) => seen.Writer.WriteAsync(notification.Params!, cancellation));

        await client.CallToolAsync(
            "hello.hatago", options: new RequestOptions { Meta = new JsonObject { ["progressToken"] = "p" } }, cancellationToken: Cancellation);

        var progress = await seen.Reader.ReadAllAsync(Cancellation).Take(3).ToListAsync(Cancellation);
        Assert.Equal([1, 2, 3], progress.Select(one => one["progress"]!.GetValue<int>()).Order());
        Assert.All(progress, one => Assert.Equal("p", one["progressToken"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Prompts_and_resources_of_a_plugin_are_served_with_its_own_services(string revision)
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync(revision, Cancellation);

        var prompts = await client.ListPromptsAsync(cancellationToken: Cancellation);
        var prompt = await client.GetPromptAsync("fixture_prompt", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Cancellation);
        var resources = await client.ListResourcesAsync(cancellationToken: Cancellation);
        var templates = await client.ListResourceTemplatesAsync(cancellationToken: Cancellation);
        var text = await client.ReadResourceAsync("fixture://text", cancellationToken: Cancellation);
        var item = await client.ReadResourceAsync("fixture://item/5", cancellationToken: Cancellation);

        Assert.Contains("fixture_prompt", prompts.Select(one => one.Name));
        Assert.Equal("Say: Hi Ann", Assert.IsType<TextContentBlock>(prompt.Messages[0].Content).Text);
        Assert.Equal("fixture://text", Assert.Single(resources).Uri);
        Assert.Equal("fixture://item/{id}", Assert.Single(templates).UriTemplate);
        Assert.Equal("Hi resource", Assert.IsType<TextResourceContents>(text.Contents[0]).Text);
        Assert.Equal("item 5", Assert.IsType<TextResourceContents>(item.Contents[0]).Text);
    }

    [Fact]
    public async Task A_prompt_or_resource_that_fails_or_is_unknown_is_an_error_without_its_cause()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var broken = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.GetPromptAsync("fixture_broken_prompt", cancellationToken: Cancellation));
        var unknown = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.ReadResourceAsync("fixture://nope", cancellationToken: Cancellation));

        Assert.Equal(McpErrorCode.InternalError, broken.ErrorCode);
        Assert.DoesNotContain("secret", broken.Message);
        Assert.Contains("fixture://nope", unknown.Message);
    }

    [Fact]
    public async Task A_client_that_allows_no_dots_is_listed_underscores_and_may_call_by_either_spelling()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_TOOL_SEPARATOR", "_"));
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var names = (await client.ListToolsAsync(cancellationToken: Cancellation)).Select(tool => tool.Name).ToArray();

        Assert.Contains("hello_hatago", names);
        Assert.DoesNotContain(names, name => name.Contains('.'));
        Assert.Equal("Hello Hatago!", Text(await client.CallToolAsync("hello_hatago", cancellationToken: Cancellation)));
        Assert.Equal("Hello Hatago!", Text(await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation)));
    }

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
}
