using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Hardening;

/// <summary>What a request may be, and what every answer says.</summary>
public sealed class LimitsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(62, 200)]
    [InlineData(63, 400)]
    [InlineData(100_000, 400)]
    public async Task Json_is_64_deep_at_most(int depth, int status)
    {
        await using var app = await HatagoApp.StartAsync();
        var nested = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));

        var answer = await app.CurlAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":{{{nested}}}}}""", Cancellation);

        Assert.True((int)answer.StatusCode == status, await answer.Content.ReadAsStringAsync(Cancellation));
        if (status == 400)
            Assert.Contains("nested more than 64 deep", JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["error"]!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""")]
    public async Task A_batch_is_refused_whole(string body)
    {
        await using var app = await HatagoApp.StartAsync();

        var answer = await app.CurlAsync(body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(-32600, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["error"]!["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(100_000, 1, 431)]
    [InlineData(10, 200, 431)]
    [InlineData(10, 20, 200)]
    public async Task Headers_have_a_size_and_a_number(int size, int count, int status)
    {
        await using var app = await HatagoApp.StartAsync();
        var headers = string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('x', size)}\n"));

        var answer = await RawRequest.SendAsync(app.Http.BaseAddress!, $"GET /health/live HTTP/1.1\nHost: localhost\n{headers}Connection: close\n\n", Cancellation);

        Assert.Contains($" {status} ", answer.Split('\n')[0]);
    }

    [Fact]
    public async Task Http_2_is_refused_where_it_was_not_switched_on()
    {
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"));
        using var http = await server.ReadyAsync(Cancellation);

        var answer = await RawRequest.SendAsync(server.Address, "PRI * HTTP/2.0\n\nSM\n\n", Cancellation);

        Assert.DoesNotContain(" 200 ", answer);
        Assert.True((await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Connections_have_a_number()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_MAX_CONNECTIONS", "20"));
        var idle = new List<TcpClient>();
        try
        {
            for (var count = 0; count < 40; count++)
            {
                idle.Add(new());
                await idle[^1].ConnectAsync(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port, Cancellation);
            }

            // Whoever is there goes on; those too many are closed, not left waiting.
            Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation)).StatusCode);
            Assert.Equal(0, await idle[^1].GetStream().ReadAsync(new byte[1], Cancellation));
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Connections_leave_the_process_files_of_its_own()
    {
        const int Files = 1024;
        await using var server = ServerProcess.StartWithFiles(Files);
        using var http = await server.ReadyAsync(Cancellation);
        var idle = new List<TcpClient>();
        try
        {
            for (var count = 0; count < Files; count++)
            {
                idle.Add(new());
                await idle[^1].ConnectAsync(server.Address.Host, server.Address.Port, Cancellation);
            }

            Assert.Equal(0, await idle[^1].GetStream().ReadAsync(new byte[1], Cancellation).AsTask().WaitAsync(Eventually.Deadline, Cancellation));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation)).StatusCode);
            Assert.InRange(Directory.GetFileSystemEntries($"/proc/{server.Id}/fd").Length, 0, Files - 100);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/drain")]
    [InlineData("/nowhere")]
    [InlineData("/logs/stream")]
    public async Task Every_answer_tells_browsers_to_leave_it_alone(string path)
    {
        await using var app = await HatagoApp.StartAsync();

        using var answer = await app.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Contains("no-", answer.Headers.CacheControl!.ToString());
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security")); // Over plain http it means nothing (RFC 6797 section 7.2).
    }
}
