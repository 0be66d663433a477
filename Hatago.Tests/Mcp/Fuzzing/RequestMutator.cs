using System.Text;
using Hatago.Tests.Signing;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>Changes a request: its bytes, its message, its headers, or how it says where it ends.</summary>
internal sealed class RequestMutator(Random random)
{
    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "POST", "post", "FOO", "P@ST", "CONNECT", "PRI"];

    private static readonly string[] Targets =
        ["/mcp/", "/mcp?x=%00", "/mcp%2f", "//mcp", "/mcp/../mcp", "/MCP", "/mcp#x", "*", "mcp", "http://localhost/mcp", "/mcp?sessionId=1", "/%6dcp", "/mcp/sse", "/mcp\u00e9", "/mcp;x=y"];

    private static readonly string[] Versions = ["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1x", "ICY"];

    private static readonly string[] Names =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Connection", "Content-Encoding", "Content-Type", "Content-Length", "Cookie", "Expect", "Forwarded", "Host", "Last-Event-ID",
        "Mcp-Method", "Mcp-Name", "Mcp-Param-Region", "MCP-Protocol-Version", "Mcp-Session-Id", "Origin", "Range", "Transfer-Encoding", "TE", "traceparent", "tracestate", "Upgrade",
        "X-Correlation-ID", "x-trace-id", "X-Forwarded-For", "X-HTTP-Method-Override", "If-None-Match", "Access-Control-Request-Method", "baggage", "", "Bad Name", "X-Very-Own",
    ];

    private static readonly string[] Values =
    [
        "", " ", ",", ";", "\"", "*/*", "application/json", "text/event-stream", "application/json;q=0", "application/json; charset=utf-16", "application/json; charset=nonsense",
        "application/json;;;", "text/plain", "text/html", "*/*;q=x", "null", "http://localhost", "https://evil.example", "localhost", "evil.example", "[::1]:99999", "127.0.0.1:0", "a b",
        "-1", "0", "1", "99999999999999999999", "chunked", "gzip, chunked", "100-continue", "close", "upgrade", "h2c", "websocket", "Bearer", "Bearer x.y.z", "Basic !!!",
        "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28", "2099-01-01", "2025-11-25, 2026-07-28", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-0000000000000000-00", "vendor=1,vendor=2", "../../x", "caf\u00e9", "\u0001", "a\0b", "=?base64?8J+YgA==?=", "=?base64?!!?=", "tools/call", "hello.hatago", "{\"a\":1}",
    ];

    private readonly JsonMutator _json = new(random);

    public WireRequest Mutate(WireRequest request)
    {
        for (var left = random.Next(4); left > 0; left--) // None at times: what is right has to stay right among what is not.
            request = Once(request);
        return request;
    }

    private WireRequest Once(WireRequest request) => random.Next(20) switch
    {
        < 9 when request.Body.Length > 0 => Message(request),
        < 12 => request with { Body = Mutation.All(request.Body, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Bytes())]) },
        < 16 => request with { Headers = Header([.. request.Headers]) },
        16 => request with { Method = Pick(Methods) },
        17 => random.Next(4) == 0 ? request with { Version = Pick(Versions) } : request with { Target = Pick(Targets) },
        _ => request with { Framing = (Framing)random.Next(Enum.GetValues<Framing>().Length) },
    };

    private WireRequest Message(WireRequest request)
    {
        var text = Encoding.UTF8.GetString(request.Body);
        try
        {
            return request with { Body = Encoding.UTF8.GetBytes(_json.Mutate(text)) };
        }
        catch (Exception broken) when (broken is System.Text.Json.JsonException or ArgumentException or InvalidOperationException or InvalidCastException or IndexOutOfRangeException)
        {
            return request with { Body = [.. request.Body, 0xff] }; // It is no JSON any more: then no UTF-8 either.
        }
    }

    private Mutation Bytes() => new((Mutation.Kind)random.Next(5), random.Next(), random.Next(1, 40), (byte)random.Next(256));

    private List<(string Name, string Value)> Header(List<(string Name, string Value)> headers)
    {
        var at = headers.Count == 0 ? 0 : random.Next(headers.Count);
        switch (random.Next(6))
        {
            case 0 when headers.Count > 0:
                headers.RemoveAt(at);
                break;
            case 1 when headers.Count > 0:
                headers.Add(headers[at]);
                break;
            case 2 when headers.Count > 0:
                headers[at] = (headers[at].Name, Value());
                break;
            case 3 when random.Next(20) == 0:
                headers.AddRange(Enumerable.Range(0, random.Next(200)).Select(index => ($"X-{index}", Value())));
                break;
            default:
                headers.Add((Pick(Names), Value()));
                break;
        }

        return headers;
    }

    private string Value() => random.Next(40) switch
    {
        0 => new string('a', random.Next(100_000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(256))),
        2 => string.Join(',', Enumerable.Repeat("application/json;q=0.1", random.Next(500))),
        _ => Pick(Values),
    };

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
