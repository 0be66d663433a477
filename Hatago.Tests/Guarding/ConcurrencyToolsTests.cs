using System.Text.Json.Nodes;

namespace Hatago.Tests.Guarding;

public sealed class ConcurrencyToolsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_has_the_members_of_the_contract_as_structure_and_as_text_and_real_schemas()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "7"), ("HATAGO_MAX_QUEUE_SIZE", "3"), ("HATAGO_TIMEOUT_MS", "1234")]);
        await using var client = await app.ConnectAsync(null, Cancellation);

        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        var result = (await app.CallAsync("concurrency_status", null, Cancellation))["result"]!;

        var status = result["structuredContent"]!;
        Assert.True(JsonNode.DeepEquals(status, JsonNode.Parse(result["content"]![0]!["text"]!.GetValue<string>())));
        Assert.Equal(
            ["active_requests", "queue_length", "circuit_state", "consecutive_failures", "config", "metrics", "circuits"],
            status.AsObject().Select(member => member.Key));
        Assert.Equal(
            """{"max_concurrency":7,"max_queue_size":3,"timeout_ms":1234,"circuit_breaker_threshold":10,"circuit_breaker_reset_ms":60000}""",
            status["config"]!.ToJsonString());
        Assert.Equal(
            ["total_requests", "rejected_requests", "queued_requests", "timeout_requests", "rejection_rate"],
            status["metrics"]!.AsObject().Select(member => member.Key));
        Assert.Equal("""{"plugin":"fixture","state":"closed","consecutive_failures":0,"retry_after_ms":0}""", status["circuits"]![0]!.ToJsonString());
        var read = tools.Single(tool => tool.Name == "concurrency.status").ProtocolTool;
        var drill = tools.Single(tool => tool.Name == "concurrency.test").ProtocolTool;
        Assert.Equal((true, false), (read.Annotations!.ReadOnlyHint, read.Annotations.DestructiveHint));
        Assert.Equal((false, true), (drill.Annotations!.ReadOnlyHint, drill.Annotations.DestructiveHint));
        var action = drill.InputSchema.GetProperty("properties").GetProperty("action");
        Assert.Equal(["trigger_failure", "trigger_success", "reset_circuit", "simulate_load"], action.GetProperty("enum").EnumerateArray().Select(one => one.GetString()));
        var count = drill.InputSchema.GetProperty("properties").GetProperty("count");
        Assert.Equal((1, 1000), (count.GetProperty("minimum").GetInt32(), count.GetProperty("maximum").GetInt32()));
    }

    [Fact]
    public async Task Drills_turn_the_real_breaker()
    {
        await using var app = await HatagoApp.StartAsync();

        var opened = await DrillAsync(app, new { action = "trigger_failure", count = 10, plugin = "fixture" });
        var refused = await app.CallAsync("fixture.count", null, Cancellation);
        var other = await app.CallAsync("hello.hatago", null, Cancellation);
        var reset = await DrillAsync(app, new { action = "reset_circuit" });
        var served = await app.CallAsync("fixture.count", null, Cancellation);

        Assert.Equal(("trigger_failure", "open", 10), (opened["action"]!.GetValue<string>(), opened["circuit_state"]!.GetValue<string>(), opened["consecutive_failures"]!.GetValue<int>()));
        Assert.Equal("""{"accepted":10,"refused":0}""", opened["outcome"]!.ToJsonString());
        Assert.Equal("circuit_open", refused["result"]!["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.NotEqual(true, other["result"]!["isError"]?.GetValue<bool>());
        Assert.Equal(("reset_circuit", "closed", 0), (reset["action"]!.GetValue<string>(), reset["circuit_state"]!.GetValue<string>(), reset["consecutive_failures"]!.GetValue<int>()));
        Assert.Equal("1", served["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_load_drill_fills_the_real_slots_and_queue_and_leaves_them_free()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "10"), ("HATAGO_MAX_QUEUE_SIZE", "5")]);

        var drill = await DrillAsync(app, new { action = "simulate_load", count = 20 });

        Assert.Equal("""{"accepted":15,"refused":5}""", drill["outcome"]!.ToJsonString());
        Assert.Equal("""{"total_requests":20,"rejected_requests":5,"queued_requests":5,"timeout_requests":0,"rejection_rate":0.25}""", drill["metrics"]!.ToJsonString());
        Assert.Equal((0, 0), (drill["active_requests"]!.GetValue<int>(), drill["queue_length"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("""{"action":"explode"}""", "trigger_failure")]
    [InlineData("""{"action":"trigger_failure","count":1001}""", "1000")]
    [InlineData("""{"action":"trigger_failure","count":0}""", "1")]
    [InlineData("""{"count":1}""", "action")]
    [InlineData("""{"action":"trigger_failure","plugin":"nobody"}""", "there is fixture, hello")]
    public async Task Bad_arguments_are_told_what_is_allowed(string arguments, string allowed)
    {
        await using var app = await HatagoApp.StartAsync();

        var result = (await app.CallAsync("concurrency.test", JsonNode.Parse(arguments), Cancellation))["result"]!;

        Assert.True(result["isError"]!.GetValue<bool>());
        Assert.Contains(allowed, result["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Drills_are_off_outside_development_unless_allowed()
    {
        await using var production = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Production")]);
        await using var allowed = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Production"), ("HATAGO_ALLOW_DRILLS", "true")]);

        var refused = await production.CallAsync("concurrency.test", new { action = "reset_circuit" }, Cancellation);

        Assert.Equal(-32602, refused["error"]!["code"]!.GetValue<int>());
        Assert.Equal("reset_circuit", (await DrillAsync(allowed, new { action = "reset_circuit" }))["action"]!.GetValue<string>());
    }

    private static async Task<JsonNode> DrillAsync(HatagoApp app, object arguments)
    {
        var result = (await app.CallAsync("concurrency.test", arguments, Cancellation))["result"]!;
        Assert.Contains(JsonNode.Parse(result["content"]![0]!["text"]!.GetValue<string>())!["action"]!.GetValue<string>(), result["content"]![0]!["text"]!.GetValue<string>());
        return result["structuredContent"]!;
    }
}
