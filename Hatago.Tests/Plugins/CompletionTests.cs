using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Plugins;

public sealed class CompletionTests
{
    private static readonly PromptReference Prompt = new() { Name = "fixture_prompt" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Fixed_values_of_a_parameter_complete_it_without_code(string revision)
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddConformance());
        await using var client = await app.ConnectAsync(revision, Cancellation);

        var found = await client.CompleteAsync(new PromptReference { Name = "test_prompt_with_arguments" }, "arg1", "TEST", cancellationToken: Cancellation);
        var none = await client.CompleteAsync(new PromptReference { Name = "test_prompt_with_arguments" }, "arg2", "test", cancellationToken: Cancellation);

        Assert.NotNull(client.ServerCapabilities.Completions);
        Assert.Equal(["testimony", "testing"], found.Completion.Values);
        Assert.Empty(none.Completion.Values);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_plugin_completes_an_argument_of_a_template_of_its_resources(string revision)
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddConformance());
        await using var client = await app.ConnectAsync(revision, Cancellation);

        var found = await client.CompleteAsync(new ResourceTemplateReference { Uri = "test://weather/{district}" }, "district", "a", cancellationToken: Cancellation);

        Assert.Equal(["Asakusa", "Akasaka"], found.Completion.Values);
    }

    [Fact]
    public async Task A_completion_runs_in_a_scope_of_the_plugin_and_knows_the_other_arguments()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var found = await client.CompleteAsync(
            new() { Ref = Prompt, Argument = new() { Name = "name", Value = "An" }, Context = new() { Arguments = new Dictionary<string, string> { ["title"] = "Dr" } } }, Cancellation);

        Assert.Equal(["Hi An", "Dr"], found.Completion.Values);
    }

    [Fact]
    public async Task Of_many_values_the_client_gets_a_hundred_and_how_many_there_are()
    {
        await using var app = await HatagoApp.StartAsync();
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var found = (await client.CompleteAsync(Prompt, "name", "many", cancellationToken: Cancellation)).Completion;

        Assert.Equal((100, 150, true), (found.Values.Count, found.Total, found.HasMore));
    }

    [Fact]
    public async Task Failures_are_told_without_their_cause_and_open_the_circuit_of_the_plugin()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "2"));
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var failed = await FailAsync("fail");
        await FailAsync("fail");
        var refused = await FailAsync("An");

        Assert.Equal(McpErrorCode.InternalError, failed.ErrorCode);
        Assert.Contains("Completion 'fixture_prompt' failed", failed.Message);
        Assert.DoesNotContain("secret", failed.Message);
        Assert.Contains("failed too often in a row", refused.Message);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="open"} 1""", Cancellation);

        async Task<McpProtocolException> FailAsync(string value) =>
            await Assert.ThrowsAsync<McpProtocolException>(async () => await client.CompleteAsync(Prompt, "name", value, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_completion_that_takes_too_long_is_ended()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_TIMEOUT_MS", "300"));
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var ended = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.CompleteAsync(Prompt, "name", "wait", cancellationToken: Cancellation));

        Assert.Contains("did not answer within 300 ms", ended.Message);
    }

    [Theory]
    [InlineData("""{"ref":{"type":"ref/prompt","name":"nope"},"argument":{"name":"name","value":"x"}}""")]
    [InlineData("""{"ref":{"type":"ref/resource","uri":"fixture://nope/{id}"},"argument":{"name":"id","value":"x"}}""")]
    [InlineData("""{"ref":{"type":"ref/prompt","name":"fixture_prompt"},"argument":{"name":"nope","value":"x"}}""")]
    [InlineData("""{"ref":{"type":"ref/prompt","name":"fixture_prompt"},"argument":{"name":"name","value":null}}""")]
    [InlineData("""{"ref":{"type":"ref/prompt","name":null},"argument":{"name":"name","value":"x"}}""")]
    [InlineData("""{"ref":{"type":"nope"},"argument":{"name":"name","value":"x"}}""")]
    [InlineData("{}")]
    public async Task What_nobody_can_complete_is_the_callers_mistake_and_never_reaches_the_plugin(string parameters)
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await app.CurlAsync($$"""{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{{parameters}}}""", Cancellation);

        Assert.Contains("\"code\":-32602", await answer.Content.ReadAsStringAsync(Cancellation));
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="client_error"} 1""", Cancellation);
        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("""hatago_plugin_events_total{event="call",plugin="fixture"} 1""", metrics);
    }
}
