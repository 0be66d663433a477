using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Guarding;

public sealed class CircuitBreakerTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_failures_in_a_row_open_the_circuit_and_the_other_plugin_is_not_touched()
    {
        await using var app = await StartAsync();
        await FailAsync(app, 9);
        Assert.Equal("tool_failure", await ReasonAsync(app, "fixture.throw"));

        var refused = (await app.CallAsync("fixture.greet", new { name = "you" }, Cancellation))["result"]!;

        Assert.True(refused["isError"]!.GetValue<bool>());
        Assert.Equal("circuit_open", refused["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.Equal(60_000, refused["structuredContent"]!["retry_after_ms"]!.GetValue<long>());
        Assert.Contains("Try again in 60000 ms", refused["content"]![0]!["text"]!.GetValue<string>());
        Assert.Null(await ReasonAsync(app, "hello.hatago"));
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="open"} 1""", Cancellation);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="closed"} 0""", Cancellation);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="hello",state="closed"} 1""", Cancellation);
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="circuit_open"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="circuit_open",plugin="fixture",tool="fixture.greet"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="failure",plugin="fixture",tool="fixture.throw"} 10""", Cancellation);
        await app.MetricAsync("""hatago_plugin_failures_total{event="call",plugin="fixture"} 10""", Cancellation);
        Assert.Contains(app.Logs.GetSnapshot(), record => record.Message.Contains("opened after 10 failures in a row", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_the_reset_time_a_thousand_callers_make_one_probe_and_its_success_closes_the_circuit()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        await using var app = await StartAsync();
        await FailAsync(app, 10);
        _time.Advance(TimeSpan.FromSeconds(60));

        var calls = Enumerable.Range(0, 1000).Select(_ => ReasonAsync(app, "fixture.hold", new { file = release })).ToList();
        var refused = 0;
        while (calls.Count > 1)
        {
            var answered = await Task.WhenAny(calls).WaitAsync(Eventually.Deadline, Cancellation);
            Assert.Equal("circuit_open", await answered);
            calls.Remove(answered);
            refused++;
        }

        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="half_open"} 1""", Cancellation);
        var another = (await app.CallAsync("fixture.count", null, Cancellation))["result"]!["structuredContent"]!;
        Assert.Equal(("circuit_open", 1_000), (another["reason"]!.GetValue<string>(), another["retry_after_ms"]!.GetValue<int>())); // Not at once: the probe decides.
        await File.WriteAllTextAsync(release, "", Cancellation);
        Assert.Null(await calls.Single());
        Assert.Equal(999, refused);
        Assert.Equal("2", await TextAsync(app, "fixture.count")); // The probe was the first.
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="closed"} 1""", Cancellation);
    }

    [Fact]
    public async Task A_probe_that_fails_opens_the_circuit_for_the_whole_reset_time_again()
    {
        await using var app = await StartAsync();
        await FailAsync(app, 10);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("tool_failure", await ReasonAsync(app, "fixture.throw"));

        Assert.Equal("circuit_open", await ReasonAsync(app, "fixture.count"));
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal("circuit_open", await ReasonAsync(app, "fixture.count"));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await ReasonAsync(app, "fixture.count"));
        Assert.Null(await ReasonAsync(app, "fixture.count"));
    }

    [Fact]
    public async Task A_probe_whose_caller_hangs_up_closes_nothing()
    {
        await using var app = await StartAsync();
        await FailAsync(app, 10);
        _time.Advance(TimeSpan.FromSeconds(60));
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var probe = app.CurlAsync(HatagoApp.Call("fixture.wait"), hangUp.Token);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="half_open"} 1""", Cancellation);

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="open"} 1""", Cancellation);
        Assert.Equal("circuit_open", await ReasonAsync(app, "fixture.throw")); // Not at once: who hangs up early would hammer it.
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("tool_failure", await ReasonAsync(app, "fixture.throw")); // This is the probe in its place.
        Assert.Equal("circuit_open", await ReasonAsync(app, "fixture.count"));
    }

    [Fact]
    public async Task A_call_from_before_the_break_that_is_answered_during_the_probe_closes_nothing()
    {
        using var folder = new TemporaryFolder();
        var (release, never) = (Path.Combine(folder.Path, "release"), Path.Combine(folder.Path, "never"));
        await using var app = await StartAsync(("HATAGO_TIMEOUT_MS", "3600000"));
        var old = ReasonAsync(app, "fixture.hold", new { file = release });
        await app.FixtureCalledAsync(1, Cancellation);
        await FailAsync(app, 10);
        _time.Advance(TimeSpan.FromSeconds(60));
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var probe = app.CallAsync("fixture.hold", new { file = never }, hangUp.Token);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="half_open"} 1""", Cancellation);

        await File.WriteAllTextAsync(release, "", Cancellation);

        Assert.Null(await old);
        await app.MetricAsync("""hatago_circuit_breaker_state{plugin="fixture",state="closed"} 0""", Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("tool_failure", await ReasonAsync(app, "fixture.throw")); // A probe of its own.
        Assert.Equal("circuit_open", await ReasonAsync(app, "fixture.count"));
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
    }

    [Fact]
    public async Task A_success_in_between_begins_the_count_anew()
    {
        await using var app = await StartAsync();

        await FailAsync(app, 9);
        Assert.Null(await ReasonAsync(app, "fixture.count"));
        await FailAsync(app, 9);

        Assert.Null(await ReasonAsync(app, "fixture.count"));
    }

    [Fact]
    public async Task Answers_on_purpose_bad_arguments_and_cancelled_calls_are_no_failures()
    {
        await using var app = await StartAsync(("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "2"));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("not today", await TextAsync(app, "fixture.refuse"));
            Assert.Equal("the moon is in the wrong phase", await TextAsync(app, "fixture.complain"));
            Assert.Equal("invalid_arguments", await ReasonAsync(app, "fixture.throw", new { secret = 1 }));
            using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var cancelled = app.CurlAsync(HatagoApp.Call("fixture.wait"), hangUp.Token);
            await app.FixtureCalledAsync(3 * (i + 1), Cancellation);
            await hangUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            await app.MetricAsync("hatago_inflight_requests{} 0", Cancellation);
        }

        var circuit = await CircuitAsync(app);
        Assert.Equal(("closed", 0), (circuit["state"]!.GetValue<string>(), circuit["consecutive_failures"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Bad_arguments_and_cancelled_calls_do_not_interrupt_a_row_of_failures()
    {
        await using var app = await StartAsync(("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "2"));

        await FailAsync(app, 1);
        Assert.Equal("invalid_arguments", await ReasonAsync(app, "fixture.throw", new { secret = 1 }));
        await FailAsync(app, 1);

        Assert.Equal("circuit_open", await ReasonAsync(app, "fixture.count"));
    }

    [Fact]
    public async Task Arguments_that_fit_the_schema_but_not_the_parameter_are_no_failures_nor_are_a_prompts()
    {
        await using var app = await StartAsync(("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1"));

        var result = (await app.CallAsync("fixture.mark", new { file = "/nowhere/mark", milliseconds = 99_999_999_999 }, Cancellation))["result"]!;
        Assert.Equal("invalid_arguments", result["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.Equal("Invalid arguments for tool 'fixture.mark': 'milliseconds' is no Int32", result["content"]![0]!["text"]!.GetValue<string>());
        foreach (var (arguments, said) in new[] { ("{}", "'name' is required"), ("""{"name":5}""", "'name' is no String") })
        {
            var answer = await app.CurlAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"fixture_prompt","arguments":{{{arguments}}}}}""", Cancellation);
            var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["error"]!;
            Assert.Equal((-32602, $"Invalid arguments for prompt 'fixture_prompt': {said}"), (error["code"]!.GetValue<int>(), error["message"]!.GetValue<string>()));
        }

        Assert.Equal("closed", (await CircuitAsync(app))["state"]!.GetValue<string>());
        await app.MetricAsync("""hatago_plugin_failures_total{event="call",plugin="fixture"} 0""", Cancellation);
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="client_error"} 3""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="tool_error",plugin="fixture",tool="fixture.mark"} 1""", Cancellation);
    }

    [Fact]
    public async Task A_protocol_error_on_purpose_is_no_failure_and_is_counted()
    {
        await using var app = await StartAsync(("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1"));

        var error = (await app.CallAsync("fixture.protocol", null, Cancellation))["error"]!;

        Assert.Equal((-32602, "not like this"), (error["code"]!.GetValue<int>(), error["message"]!.GetValue<string>()));
        Assert.Equal("closed", (await CircuitAsync(app))["state"]!.GetValue<string>());
        await app.MetricAsync("""hatago_tool_calls_total{outcome="tool_error",plugin="fixture",tool="fixture.protocol"} 1""", Cancellation);
    }

    [Fact]
    public async Task A_threshold_of_one_opens_at_the_first_failure()
    {
        await using var app = await StartAsync(("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1"));

        await FailAsync(app, 1);

        var circuit = await CircuitAsync(app);
        Assert.Equal(("open", 1), (circuit["state"]!.GetValue<string>(), circuit["consecutive_failures"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Timeouts_are_failures()
    {
        await using var app = await StartAsync(("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1"));
        var call = app.CallAsync("fixture.wait", null, Cancellation);
        await app.FixtureCalledAsync(1, Cancellation);

        _time.Advance(TimeSpan.FromSeconds(30));

        var result = (await call)["result"]!;
        Assert.Equal("timeout", result["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.Equal("Tool 'fixture.wait' did not answer within 30000 ms.", result["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("open", (await CircuitAsync(app))["state"]!.GetValue<string>());
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="timeout"} 1""", Cancellation);
        await app.MetricAsync("""hatago_tool_calls_total{outcome="timeout",plugin="fixture",tool="fixture.wait"} 1""", Cancellation);
    }

    [Fact]
    public async Task Prompts_and_resources_stand_behind_the_same_circuit()
    {
        await using var app = await StartAsync();
        await FailAsync(app, 10);

        foreach (var request in new[]
        {
            """{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"fixture_prompt","arguments":{"name":"x"}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"fixture://text"}}""",
        })
        {
            var error = JsonNode.Parse(await (await app.CurlAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation))!["error"]!;
            Assert.Equal(-32000, error["code"]!.GetValue<int>());
            Assert.Contains("failed too often in a row", error["message"]!.GetValue<string>());
        }
    }

    private Task<HatagoApp> StartAsync(params (string Name, string Value)[] settings) =>
        HatagoApp.StartAsync(services => services.AddSingleton<TimeProvider>(_time), settings: settings);

    private static async Task FailAsync(HatagoApp app, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal("tool_failure", await ReasonAsync(app, "fixture.throw"));
    }

    /// <summary>Why Hatago answered in the tool's place; nothing when the tool answered.</summary>
    private static async Task<string?> ReasonAsync(HatagoApp app, string tool, object? arguments = null)
    {
        arguments ??= tool == "fixture.throw" ? new { secret = "s" } : null;
        return (await app.CallAsync(tool, arguments, Cancellation))["result"]!["structuredContent"]?["reason"]?.GetValue<string>();
    }

    private static async Task<string> TextAsync(HatagoApp app, string tool) =>
        (await app.CallAsync(tool, null, Cancellation))["result"]!["content"]![0]!["text"]!.GetValue<string>();

    private static async Task<JsonNode> CircuitAsync(HatagoApp app)
    {
        var status = (await app.CallAsync("concurrency.status", null, Cancellation))["result"]!["structuredContent"]!;
        return status["circuits"]!.AsArray().Single(circuit => circuit!["plugin"]!.GetValue<string>() == "fixture")!;
    }
}
