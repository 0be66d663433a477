using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Hatago.ServiceDefaults.Logging.Redaction;
using Hatago.Tests.Hardening;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Mcp;

public sealed class BadInputTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_path_is_404_and_counted_as_unmatched()
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.Http.GetAsync(new Uri("/wp-admin/setup.php", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        await app.MetricAsync("""hatago_requests_total{code="404",endpoint="unmatched"} 1""", Cancellation);
        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("wp-admin", metrics);
    }

    [Theory]
    [InlineData("{bad")]
    [InlineData("")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/list","method":"tools/call"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/list"} trailing""")]
    public async Task Malformed_json_is_400_and_a_parse_error(string body)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync(body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(-32700, await ErrorCode(response));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"tools/list"}""")]
    public async Task Json_that_is_no_request_is_400_and_an_invalid_request(string body)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync(body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(-32600, await ErrorCode(response));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonx")]
    public async Task A_wrong_content_type_is_415_and_named(string contentType)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync("<a/>", Cancellation, contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(contentType.Split(';')[0], await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_413_with_or_without_a_declared_length(bool chunked)
    {
        await using var app = await HatagoApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new ByteArrayContent(new byte[5_000_000]) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true; // Wait for the refusal instead of sending into it.

        var response = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("4194304 bytes", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task An_unknown_tool_is_invalid_params_and_named()
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"no.such"}}""", Cancellation);

        Assert.Equal(-32602, await ErrorCode(response));
        Assert.Contains("no.such", await response.Content.ReadAsStringAsync(Cancellation));
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="client_error"} 1""", Cancellation);
        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("no.such", metrics);
    }

    [Theory]
    [InlineData("hello.hatago", """{"name":5}""", "'name'")]
    [InlineData("fixture.greet", """{}""", "\"name\"")]
    [InlineData("fixture.greet", """{"name":null}""", "'name'")]
    public async Task Bad_arguments_are_an_error_that_names_the_argument(string tool, string arguments, string named)
    {
        await using var app = await HatagoApp.StartAsync();

        var result = await CallAsync(app, tool, arguments);

        Assert.True(result["isError"]!.GetValue<bool>());
        Assert.Contains(named, result["content"]![0]!["text"]!.GetValue<string>());
        Assert.Contains(tool, result["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("invalid_arguments", result["structuredContent"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_plugin_that_throws_is_an_error_without_its_cause_and_a_record_with_its_name()
    {
        await using var app = await HatagoApp.StartAsync();

        var result = await CallAsync(app, "fixture.throw", """{"secret":"hunter2"}""");

        Assert.True(result["isError"]!.GetValue<bool>());
        Assert.Equal("tool_failure", result["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.DoesNotContain("hunter2", result.ToJsonString());
        Assert.DoesNotContain("   at ", result.ToJsonString());
        var record = Assert.Single(app.Logs.GetSnapshot(), record => record.Level == LogLevel.Error);
        Assert.Equal("Call of fixture.throw in plugin fixture failed", record.Message);
        Assert.Equal("System.InvalidOperationException", Assert.IsType<LoggedException>(record.Exception).Name);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"\ud800","method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\ud800"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello.hatago","arguments":{"\ud800":1}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello.hatago","arguments":{"name":"\ud800"}}}""")]
    public async Task Half_a_surrogate_pair_anywhere_is_no_valid_json(string body)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync(body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(-32700, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["error"]!["code"]!.GetValue<int>());
        await app.MetricAsync("""hatago_errors_total{code="400",endpoint="/mcp",reason="client_error"} 1""", Cancellation);
    }

    [Theory]
    [InlineData("tools/call", "", "params.name")]
    [InlineData("tools/call", ""","params":{"name":5}""", "params.name")]
    [InlineData("prompts/get", ""","params":{}""", "params.name")]
    [InlineData("resources/read", ""","params":[]""", "params.uri")]
    public async Task A_request_without_the_name_of_what_it_asks_for_is_invalid_params(string method, string parameters, string missing)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"{{parameters}}}""", Cancellation);

        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["error"]!;
        Assert.Equal((-32602, $"{missing} is missing, or no text."), (error["code"]!.GetValue<int>(), error["message"]!.GetValue<string>()));
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="client_error"} 1""", Cancellation);
    }

    [Theory]
    [InlineData("initialize", "")]
    [InlineData("initialize", ""","params":{"protocolVersion":5,"capabilities":{},"clientInfo":{"name":"a","version":"1"}}""")]
    [InlineData("initialize", ""","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":5},"clientInfo":{"name":"a","version":"1"}}""")]
    [InlineData("initialize", ""","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a"}}""")]
    [InlineData("tools/list", ""","params":"all" """)]
    [InlineData("tools/call", ""","params":{"name":"hello.hatago","_meta":5}""")]
    [InlineData("tools/call", ""","params":{"name":"concurrency.status","_meta":[]}""")]
    [InlineData("tools/call", ""","params":{"name":"hello.hatago","NAME":"fixture.throw"}""")]
    [InlineData("tools/call", ""","params":{"name":"hello.hatago","_meta":{"progressToken":1,"progresstoken":2}}""")]
    [InlineData("resources/subscribe", "")]
    [InlineData("resources/unsubscribe", "")]
    [InlineData("resources/unsubscribe", ""","params":[{"uri":"fixture://text"}]""")]
    [InlineData("completion/complete", "")]
    [InlineData("logging/setLevel", "")]
    [InlineData("logging/setLevel", ""","params":"debug" """)]
    public async Task Parameters_that_do_not_fit_their_method_are_invalid_params(string method, string parameters)
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"{{parameters}}}""", Cancellation);

        Assert.Equal((HttpStatusCode.OK, -32602), (response.StatusCode, await ErrorCode(response)));
        Assert.DoesNotContain(app.Logs.GetSnapshot(), record => record.Level == LogLevel.Error);
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="client_error"} 1""", Cancellation);
    }

    [Fact]
    public async Task A_notification_whose_parameters_are_none_is_refused_with_400_for_it_has_no_answer_of_its_own()
    {
        await using var app = await HatagoApp.StartAsync();

        var response = await app.CurlAsync("""{"jsonrpc":"2.0","method":"notifications/initialized","params":"none"}""", Cancellation);

        Assert.Equal((HttpStatusCode.BadRequest, -32602), (response.StatusCode, await ErrorCode(response)));
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("7fffffffffffffff")]
    public async Task A_chunk_of_no_length_that_there_is_is_400(string length)
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await RawRequest.SendAsync(app.Http.BaseAddress!, $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{length}\r\n{{}}", Cancellation);

        Assert.StartsWith("HTTP/1.1 400 ", answer);
        Assert.DoesNotContain(app.Logs.GetSnapshot(), record => record.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_body_that_ends_early_is_its_senders_mistake_and_no_error_of_ours()
    {
        await using var app = await HatagoApp.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"jsonrpc\""u8.ToArray(), Cancellation);

        client.Client.Shutdown(SocketShutdown.Send);

        await Eventually.GetAsync(
            () => app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation),
            metrics => metrics.Split('\n').Any(line => line is
                """hatago_errors_total{code="499",endpoint="/mcp",reason="client_error"} 1""" or
                """hatago_errors_total{code="400",endpoint="/mcp",reason="client_error"} 1"""), // Whether the connection's end or the body's is seen first.
            Cancellation);
        Assert.DoesNotContain(app.Logs.GetSnapshot(), record => record.Level == LogLevel.Error);
    }

    private static async Task<JsonNode> CallAsync(HatagoApp app, string tool, string arguments)
    {
        var body = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";
        var response = await app.CurlAsync(body, Cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["result"]!;
    }

    private static async Task<int> ErrorCode(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["error"]!["code"]!.GetValue<int>();
}
