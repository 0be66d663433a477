using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Mcp;

#pragma warning disable MCP9004, MCP9005 // Sampling and log messages are deprecated since 2026-07-28; plugins have them for clients of older revisions.

/// <summary>What a plugin asks its client, and tells it, while a call runs.</summary>
public sealed class AskedClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clients_model_answers_a_tool_that_holds_the_only_slot()
    {
        await using var app = await StartAsync();
        await using var client = await ConnectAsync(app, "2025-11-25", new()
        {
            SamplingHandler = (request, _, _) => new(new CreateMessageResult
            {
                Model = "test",
                Role = Role.Assistant,
                Content = [new TextContentBlock { Text = $"echo: {((TextContentBlock)request!.Messages[0].Content[0]).Text}" }],
            }),
        });

        Assert.Equal("LLM response: echo: hello", await CallAsync(client, "test_sampling", ("prompt", "hello")));
    }

    [Fact]
    public async Task The_clients_user_fills_a_form_and_is_sent_to_a_page()
    {
        await using var app = await StartAsync();
        var asked = Channel.CreateUnbounded<ElicitRequestParams>();
        await using var client = await ConnectAsync(app, "2025-11-25", new()
        {
            ElicitationHandler = async (request, cancellation) =>
            {
                await asked.Writer.WriteAsync(request!, cancellation);
                return new() { Action = "accept", Content = request!.Mode == "url" ? null : new Dictionary<string, JsonElement> { ["response"] = JsonElement.Parse("\"yes\"") } };
            },
        });

        var form = await CallAsync(client, "test_elicitation", ("message", "Really?"));
        var page = await CallAsync(client, "test_elicitation_url");

        Assert.Equal("User's answer: action=accept, content=response=yes", form);
        Assert.Equal("User's answer: action=accept", page);
        Assert.Equal("Really?", (await asked.Reader.ReadAsync(Cancellation)).Message);
        Assert.Equal("https://example.com/consent", (await asked.Reader.ReadAsync(Cancellation)).Url);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_question_as_an_answer_reaches_the_user_with_and_without_a_session(string revision)
    {
        await using var app = await StartAsync();
        await using var client = await ConnectAsync(app, revision, new()
        {
            ElicitationHandler = (_, _) => new(new ElicitResult { Action = "accept", Content = new Dictionary<string, JsonElement> { ["name"] = JsonElement.Parse("\"Ann\"") } }),
        });

        var greeting = await CallAsync(client, "test_input_required_result_elicitation");

        Assert.Equal("Hello, Ann!", greeting);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="conformance",state="closed"} 1""", Cancellation);
    }

    [Theory]
    [InlineData(LoggingLevel.Debug, 3)]
    [InlineData(LoggingLevel.Error, 0)]
    public async Task A_session_gets_the_log_messages_of_the_level_that_it_set(LoggingLevel level, int messages)
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        var heard = 0;
        await using var _ = client.RegisterNotificationHandler(NotificationMethods.LoggingMessageNotification, (_, _) =>
        {
            Interlocked.Increment(ref heard);
            return default;
        });

        await client.SetLoggingLevelAsync(level, cancellationToken: Cancellation);
        await CallAsync(client, "test_tool_with_logging");

        await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref heard)), count => count == messages, Cancellation);
    }

    [Fact]
    public async Task A_tool_has_a_title_and_an_icon()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var tool = (await client.ListToolsAsync(cancellationToken: Cancellation)).Single(tool => tool.Name == "test_simple_text").ProtocolTool;

        Assert.Equal("Simple text", tool.Title);
        Assert.StartsWith("data:image/svg+xml", Assert.Single(tool.Icons!).Source);
    }

    private static Task<HatagoApp> StartAsync() => HatagoApp.StartAsync(new PluginsFolder().AddConformance(), ("HATAGO_MAX_CONCURRENCY", "1"));

    private static Task<McpClient> ConnectAsync(HatagoApp app, string revision, McpClientHandlers handlers) => McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = new Uri(app.Http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, app.Http),
        new McpClientOptions
        {
            ProtocolVersion = revision,
            Handlers = handlers,
            Capabilities = handlers.ElicitationHandler is null ? null : new() { Elicitation = new() { Form = new(), Url = new() } },
        },
        cancellationToken: Cancellation);

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(pair => pair.Name, pair => pair.Value), cancellationToken: Cancellation);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
    }
}
