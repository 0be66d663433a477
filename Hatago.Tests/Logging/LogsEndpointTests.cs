using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hatago.ServiceDefaults.Logging.Buffer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Logging;

public sealed class LogsEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_found_by_its_correlation_id_with_tool_plugin_duration_and_error()
    {
        await using var app = await HatagoApp.StartAsync();
        await app.CallAsync("fixture.throw", new { secret = "mauve" }, Cancellation, ("X-Correlation-ID", "order-66"));
        await app.CallAsync("fixture.greet", new { name = "you" }, Cancellation, ("X-Correlation-ID", "order-67"));

        var page = await LogsAsync(app, "correlation_id=order-66", page => page["total"]!.GetValue<int>() == 2);

        Assert.Equal(["Request completed", "Call of fixture.throw in plugin fixture failed"], Messages(page));
        var (completed, failed) = (page["logs"]![0]!, page["logs"]![1]!);
        Assert.Equal(
            ("tools/call", "fixture.throw", "fixture", "failure", 200),
            ((string?)completed["meta"]!["rpc_method"], (string?)completed["meta"]!["tool"], (string?)completed["meta"]!["plugin"], (string?)completed["meta"]!["outcome"], (int)completed["meta"]!["status"]!));
        Assert.True((double)completed["meta"]!["duration_ms"]! > 0);
        Assert.Equal((3, "System.InvalidOperationException", "the secret is [redacted]"), ((int)failed["level"]!, (string?)failed["error"]!["name"], (string?)failed["error"]!["message"]));
        Assert.Contains("FixtureTools.Throw", (string?)failed["error"]!["stack"]);

        var byTrace = await LogsAsync(app, $"trace_id={completed["trace_id"]}", page => page["total"]!.GetValue<int>() == 2);
        Assert.Equal(Messages(page), Messages(byTrace));
    }

    [Theory]
    [InlineData("fixture.greet", """{"name":"you"}""", "ok")]
    [InlineData("fixture.refuse", "{}", "tool_error")]
    [InlineData("fixture.greet", """{"name":5}""", "tool_error")]
    [InlineData("fixture.nope", "{}", "client_error")]
    [InlineData("slo.status", "{}", "ok")]
    public async Task The_record_of_a_request_says_what_came_of_the_call(string tool, string arguments, string outcome)
    {
        await using var app = await HatagoApp.StartAsync();

        await app.CallAsync(tool, JsonNode.Parse(arguments), Cancellation, ("X-Correlation-ID", "it"));

        var page = await LogsAsync(app, "correlation_id=it", page => Messages(page).Contains("Request completed"));
        var meta = page["logs"]![0]!["meta"]!;
        Assert.Equal((tool, outcome), ((string?)meta["tool"], (string?)meta["outcome"]));
    }

    [Fact]
    public async Task A_plugin_logs_under_its_own_name()
    {
        await using var app = await HatagoApp.StartAsync();
        await app.CallAsync("fixture.greet", new { name = "you" }, Cancellation);

        var page = await LogsAsync(app, "component=fixture", page => page["total"]!.GetValue<int>() == 1);

        Assert.Equal(["Greeting given"], Messages(page));
    }

    [Fact]
    public async Task A_plugin_cannot_log_under_another_name()
    {
        await using var app = await HatagoApp.StartAsync();

        await app.CallAsync("fixture.leak", new { how = "forge" }, Cancellation);

        var page = await LogsAsync(app, "component=fixture", page => page["total"]!.GetValue<int>() == 1);
        Assert.Equal(["Said by fixture/FixturePlugin.LeakTools for fixture"], Messages(page));
    }

    [Fact]
    public async Task Level_since_and_limit_choose_newest_first()
    {
        await using var app = await HatagoApp.StartAsync();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("probe/x");
        Probe(logger, LogLevel.Information, 1);
        var first = TimeProvider.System.GetUtcNow();
        await Eventually.GetAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow()), now => now > first.AddMilliseconds(2), Cancellation);
        Probe(logger, LogLevel.Warning, 2);
        var between = (string?)(await LogsAsync(app, "component=probe&limit=1"))["logs"]![0]!["timestamp"];
        Probe(logger, LogLevel.Error, 3);

        Assert.Equal(["Probe 3", "Probe 2", "Probe 1"], Messages(await LogsAsync(app, "component=probe")));
        Assert.Equal(["Probe 3", "Probe 2"], Messages(await LogsAsync(app, "component=probe&level=2")));
        Assert.Equal(["Probe 3"], Messages(await LogsAsync(app, "component=probe&level=ERROR")));
        Assert.Equal(["Probe 3", "Probe 2"], Messages(await LogsAsync(app, $"component=probe&since={between}")));
        Assert.Empty(Messages(await LogsAsync(app, "component=probe&since=2999-01-01")));
        var one = await LogsAsync(app, "component=probe&limit=1");
        Assert.Equal((1, 3, 1000, "INFO"), (one["logs"]!.AsArray().Count, (int)one["total"]!, (int)one["buffer_size"]!, (string?)one["current_level"]));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=eyJhbGciOiJIUzI1NiJ9", "limit")]
    [InlineData("level=4", "level")]
    [InlineData("level=loud", "level")]
    [InlineData("level=", "level")]
    [InlineData("since=yesterday", "since")]
    [InlineData("since=2026-13-40", "since")]
    [InlineData("since=2026-08-15%2010:30", "since")]
    [InlineData("component=a%0Ab", "component")]
    [InlineData("trace_id=123", "trace_id")]
    [InlineData("correlation_id=a%20b", "correlation_id")]
    [InlineData("level=1&level=2", "level")]
    [InlineData("lvl=1", "allowed are limit, level")]
    public async Task A_bad_parameter_is_named_and_not_repeated(string query, string named)
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await app.Http.GetAsync(new Uri($"/logs?{query}", UriKind.Relative), Cancellation);

        var problem = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(named, problem);
        Assert.DoesNotContain("eyJ", problem);
    }

    [Theory]
    [InlineData("/logs")]
    [InlineData("/logs/stream")]
    public async Task Logs_are_management(string path)
    {
        await using var app = await HatagoApp.StartAsync(settings: [("ENVIRONMENT", "Production")]);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", "10.0.0.1" } } };

        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.SendAsync(request, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Logs_query_and_logs_config_say_the_same_to_an_agent()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_LOG_BUFFER_SIZE", "200")]);
        await app.CallAsync("fixture.throw", new { secret = "mauve" }, Cancellation, ("X-Correlation-ID", "order-66"));
        await LogsAsync(app, "correlation_id=order-66", page => page["total"]!.GetValue<int>() == 2);

        var found = (await app.CallAsync("logs.query", new { level = "error", component = "hatago-core", correlation_id = "order-66", limit = 5 }, Cancellation))["result"]!["structuredContent"]!;
        var bad = await app.CallAsync("logs.query", new { level = "loud" }, Cancellation);
        var config = (await app.CallAsync("logs.config", new { }, Cancellation))["result"]!["structuredContent"]!;

        Assert.Equal(["Call of fixture.throw in plugin fixture failed"], Messages(found));
        Assert.Equal((1, "error", 5), ((int)found["total"]!, (string?)found["filters"]!["level"], (int)found["filters"]!["limit"]!));
        Assert.Equal(["debug", "info", "warn", "error"], found["available_levels"]!.AsArray().Select(level => (string?)level));
        Assert.True((bool)bad["result"]!["isError"]!);
        Assert.Contains("Parameter 'level' is not valid", (string?)bad["result"]!["content"]![0]!["text"]);
        Assert.Equal(("info", "compact", 200), ((string?)config["current_config"]!["level"], (string?)config["current_config"]!["format"], (int)config["current_config"]!["buffer_size"]!));
        Assert.Equal((200, 0), ((int)config["buffer_usage"]!["capacity"]!, (int)config["buffer_usage"]!["dropped"]!));
        Assert.Equal(["get", "set_level"], config["available_actions"]!.AsArray().Select(action => (string?)action));
    }

    [Fact]
    public async Task A_level_that_logs_config_sets_acts_at_once()
    {
        await using var app = await HatagoApp.StartAsync();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("probe/x");
        Probe(logger, LogLevel.Debug, 1);

        await app.CallAsync("logs.config", new { action = "set_level", new_level = "debug" }, Cancellation);
        Probe(logger, LogLevel.Debug, 2);
        await app.CallAsync("logs.config", new { action = "set_level", new_level = "error" }, Cancellation);
        Probe(logger, LogLevel.Warning, 3);
        var without = await app.CallAsync("logs.config", new { action = "set_level" }, Cancellation);

        Assert.Equal(["Probe 2"], Messages(await LogsAsync(app, "component=probe")));
        Assert.Equal("ERROR", (string?)(await LogsAsync(app, "limit=1"))["current_level"]);
        Assert.Contains("'new_level' is required", (string?)without["result"]!["content"]![0]!["text"]);
    }

    [Fact]
    public async Task The_buffer_is_bounded_in_entries_and_in_bytes()
    {
        await using var app = await HatagoApp.StartAsync(settings: [("HATAGO_LOG_BUFFER_SIZE", "100000")]);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("probe/x");

        for (var i = 0; i < 5_000; i++)
            ProbeText(logger, new string('x', 10_000));

        Assert.InRange(app.Services.GetRequiredService<LogBuffer>().Used, 50, LogBuffer.MaxBytes / 10_000);
    }

    internal static string[] Messages(JsonNode page) => [.. page["logs"]!.AsArray().Select(entry => (string)entry!["message"]!)];

    internal static Task<JsonNode> LogsAsync(HatagoApp app, string query, Func<JsonNode, bool>? isThere = null) => Eventually.GetAsync(
        async () => (await app.Http.GetFromJsonAsync<JsonNode>(new Uri($"/logs?{query}", UriKind.Relative), Cancellation))!, isThere ?? (_ => true), Cancellation);

#pragma warning disable CA1848, CA1873, CA2254
    internal static void Probe(ILogger logger, LogLevel level, int number) => logger.Log(level, $"Probe {number}");

    internal static void ProbeText(ILogger logger, string text) => logger.LogInformation("Text {Text}", text);
#pragma warning restore CA1848, CA1873, CA2254
}
