using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Sessions;

/// <summary>What a client of revision 2025-11-25 sends over HTTP, to whichever replica: with the session's id, event by event.</summary>
internal sealed class SessionClient(string? user = null)
{
    public const string Initialize = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
         "capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"}}}
        """;

    public string? SessionId { get; set; }

    public async Task InitializeAsync(HttpClient replica, CancellationToken cancellation)
    {
        using var response = await SendAsync(replica, HttpMethod.Post, Initialize, cancellation);
        response.EnsureSuccessStatusCode();
        SessionId = response.Headers.GetValues("Mcp-Session-Id").Single();
        await EventsAsync(response, cancellation).ToListAsync(cancellation);
        using var initialized = await SendAsync(replica, HttpMethod.Post, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", cancellation);
        initialized.EnsureSuccessStatusCode();
    }

    public static string Call(string tool, string arguments = "{}", string id = "7") =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";

    /// <summary>The text of a tool's result.</summary>
    public async Task<string> CallAsync(HttpClient replica, string tool, CancellationToken cancellation)
    {
        using var response = await SendAsync(replica, HttpMethod.Post, Call(tool), cancellation);
        response.EnsureSuccessStatusCode();
        var answer = await EventsAsync(response, cancellation).LastAsync(cancellation);
        return JsonNode.Parse(answer.Data)!["result"]!["content"]![0]!["text"]!.GetValue<string>();
    }

    /// <summary>Starts a call and hangs up after its first event.</summary>
    /// <returns>The id of that event.</returns>
    public async Task<string> CallAndHangUpAsync(HttpClient replica, string message, CancellationToken cancellation)
    {
        using var own = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = replica.BaseAddress }; // Else it reads on for two seconds.
        using var response = await SendAsync(own, HttpMethod.Post, message, cancellation);
        response.EnsureSuccessStatusCode();
        var first = await EventsAsync(response, cancellation).FirstAsync(cancellation);
        return first.EventId!;
    }

    /// <summary>The messages that come after an event, to the end of the stream.</summary>
    public async Task<List<JsonNode>> ResumeAsync(HttpClient replica, string lastEventId, CancellationToken cancellation)
    {
        using var response = await GetAsync(replica, lastEventId, cancellation);
        response.EnsureSuccessStatusCode();
        return await EventsAsync(response, cancellation).Where(one => one.Data.Length > 0).Select(one => JsonNode.Parse(one.Data)!).ToListAsync(cancellation);
    }

    public Task<HttpResponseMessage> GetAsync(HttpClient replica, string? lastEventId, CancellationToken cancellation) =>
        SendAsync(replica, HttpMethod.Get, null, cancellation, lastEventId);

    public Task<HttpResponseMessage> DeleteAsync(HttpClient replica, CancellationToken cancellation) =>
        SendAsync(replica, HttpMethod.Delete, null, cancellation);

    public static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        HttpResponseMessage response, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var one in SseParser.Create(body).EnumerateAsync(cancellation))
            yield return one;
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpClient replica, HttpMethod method, string? message, CancellationToken cancellation, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(method, "/mcp");
        request.Headers.Accept.Add(new("text/event-stream"));
        if (message is not null)
        {
            request.Headers.Accept.Add(new("application/json"));
            request.Content = new StringContent(message, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        Add(request, "Mcp-Session-Id", SessionId);
        Add(request, "MCP-Protocol-Version", SessionId is null ? null : "2025-11-25");
        Add(request, "Last-Event-ID", lastEventId);
        Add(request, NamedUser.Header, user);
        return replica.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static void Add(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
            request.Headers.Add(header, value);
    }
}
