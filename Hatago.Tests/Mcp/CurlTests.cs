using System.Net;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Mcp;

public sealed class CurlTests
{
    private const string ListTools = """{"jsonrpc":"2.0","method":"tools/list"}""";
    private const string Hello = """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"hello.hatago","arguments":{"name":"Ann"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_of_the_readme_lists_the_tools()
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync(ListTools, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var answer = await Json(response);
        Assert.Equal(0, answer["id"]!.GetValue<int>());
        Assert.Contains("hello.hatago", answer["result"]!["tools"]!.AsArray().Select(tool => tool!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "*/*")]
    [InlineData("text/plain", null)]
    [InlineData(null, "application/json")]
    [InlineData("application/json; charset=utf-8", "application/*")]
    public async Task A_tool_is_called_whatever_curl_says_of_the_body(string? contentType, string? accept)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync(Hello, Cancellation, contentType, accept);

        Assert.Equal("Hello Hatago! Welcome, Ann.", (await Json(response))["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_client_that_takes_event_streams_gets_one_with_its_progress()
    {
        await using var app = await HatagoApp.StartAsync();
        const string withProgress = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"hello.hatago","_meta":{"progressToken":"p"}}}""";

        var response = await app.CurlAsync(withProgress, Cancellation, "application/json", "application/json, text/event-stream");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var stream = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(3, stream.Split("notifications/progress").Length - 1);
        Assert.Contains("Hello Hatago!", stream);
    }

    [Fact]
    public async Task A_notification_stays_one()
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task A_client_that_never_initializes_needs_no_session_in_any_revision(string revision)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync(Hello, Cancellation, headers: ("MCP-Protocol-Version", revision));

        Assert.NotNull((await Json(response))["result"]);
    }

    [Fact]
    public async Task What_is_lenient_to_curl_is_closed_to_a_page()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_ALLOWED_ORIGINS", "https://app.example")); // Any other is refused before.

        var form = await app.CurlAsync(Hello, Cancellation, headers: ("Origin", "https://app.example"));
        var plain = await app.CurlAsync(Hello, Cancellation, "text/plain", headers: ("Origin", "https://app.example"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, plain.StatusCode);
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
}
