using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>What well-behaved clients of every revision send, with and without a session, and a bare curl.</summary>
internal sealed class Corpus(string host, Random random)
{
    public const string General = "2026-07-28";

    public static readonly string[] SessionRevisions = ["2025-03-26", "2025-06-18", "2025-11-25"];

    private static readonly (string Method, string? Parameters)[] Requests =
    [
        ("initialize", """{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{},"sampling":{},"roots":{"listChanged":true}},"clientInfo":{"name":"fuzz","version":"1"}}"""),
        ("server/discover", null),
        ("ping", null),
        ("tools/list", null),
        ("tools/list", """{"cursor":"x"}"""),
        ("tools/call", """{"name":"hello.hatago","arguments":{"name":"Mia"}}"""),
        ("tools/call", """{"name":"hello.hatago","arguments":{},"_meta":{"progressToken":"p","traceparent":"00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"}}"""),
        ("tools/call", """{"name":"fixture.greet","arguments":{"name":"Mia"}}"""),
        ("tools/call", """{"name":"fixture.order","arguments":{"order":{"number":1,"item":"tea"}}}"""),
        ("tools/call", """{"name":"fixture.refuse"}"""),
        ("tools/call", """{"name":"fixture.complain","arguments":{}}"""),
        ("tools/call", """{"name":"fixture.protocol","arguments":{}}"""),
        ("tools/call", """{"name":"fixture.client","arguments":{}}"""),
        ("tools/call", """{"name":"fixture.update","arguments":{"uri":"fixture://text"}}"""),
        ("tools/call", """{"name":"conformance.test_tool_with_progress","arguments":{},"_meta":{"progressToken":7}}"""),
        ("tools/call", """{"name":"conformance.test_multiple_content_types","arguments":{}}"""),
        ("tools/call", """{"name":"conformance.json_schema_2020_12_tool","arguments":{"name":"Mia","address":{"street":"a","city":"b"}}}"""),
        ("tools/call", """{"name":"conformance.test_header_tool","arguments":{"region":"eu"}}"""),
        ("tools/call", """{"name":"conformance.test_input_required_result_multi_round","arguments":{},"inputResponses":{"step1":{"action":"accept","content":{"name":"Mia"}}},"requestState":"x"}"""),
        ("tools/call", """{"name":"conformance.test_sampling","arguments":{"prompt":"hi"}}"""),
        ("tools/call", """{"name":"conformance.test_elicitation","arguments":{"message":"hi"}}"""),
        ("tools/call", """{"name":"concurrency.status","arguments":{}}"""),
        ("tools/call", """{"name":"logs.query","arguments":{"level":"warn","limit":5,"component":"hatago-core","since":"2026-08-15T10:30:00Z"}}"""),
        ("tools/call", """{"name":"logs.config","arguments":{"action":"get"}}"""),
        ("tools/call", """{"name":"security.verify","arguments":{"testData":"x","signature":{"algorithm":"ed25519","signature":"AAAA","keyId":"k","timestamp":"2026-08-15T10:30:00Z"}}}"""),
        ("tools/call", """{"name":"security.sign_test","arguments":{"testData":"x","algorithm":"ed25519"}}"""),
        ("tools/call", """{"name":"slo.status","arguments":{}}"""),
        ("prompts/list", null),
        ("prompts/get", """{"name":"fixture_prompt","arguments":{"name":"Mia"}}"""),
        ("prompts/get", """{"name":"test_prompt_with_embedded_resource","arguments":{"resourceUri":"test://static-text"}}"""),
        ("resources/list", null),
        ("resources/templates/list", """{}"""),
        ("resources/read", """{"uri":"fixture://text"}"""),
        ("resources/read", """{"uri":"fixture://item/5"}"""),
        ("resources/read", """{"uri":"test://template/5/data"}"""),
        ("resources/subscribe", """{"uri":"test://watched-resource"}"""),
        ("resources/unsubscribe", """{"uri":"test://watched-resource"}"""),
        ("subscriptions/listen", """{"notifications":{"toolsListChanged":true,"resourceSubscriptions":["fixture://text"]}}"""),
        ("completion/complete", """{"ref":{"type":"ref/prompt","name":"test_prompt_with_arguments"},"argument":{"name":"arg1","value":"te"},"context":{"arguments":{"arg2":"x"}}}"""),
        ("completion/complete", """{"ref":{"type":"ref/resource","uri":"test://weather/{district}"},"argument":{"name":"district","value":"a"}}"""),
        ("logging/setLevel", """{"level":"warning"}"""),
        ("tasks/get", """{"taskId":"786512e2"}"""),
    ];

    private static readonly string[] Others =
    [
        """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
        """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3,"reason":"enough"}}""",
        """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1,"total":2,"message":"m"}}""",
        """{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}""",
        """{"jsonrpc":"2.0","id":1,"result":{"action":"accept","content":{"name":"Mia"}}}""",
        """{"jsonrpc":"2.0","id":2,"result":{"role":"assistant","content":{"type":"text","text":"t"},"model":"m"}}""",
        """{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no","data":[1]}}""",
        """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/initialized"}]""",
    ];

    /// <param name="sessions">Their ids, by revision.</param>
    public WireRequest Next(IReadOnlyDictionary<string, string> sessions)
    {
        var revision = random.Next(3) switch { 0 => null, 1 => General, _ => SessionRevisions[random.Next(SessionRevisions.Length)] };
        var session = revision is null ? null : sessions.GetValueOrDefault(revision);
        if (session is not null && random.Next(20) == 0)
            return new("GET", [Host, ("Accept", "text/event-stream"), .. Of(revision!, session), .. random.Next(2) == 0 ? [("Last-Event-ID", "1-2-3")] : Array.Empty<(string, string)>()], []);
        if (session is not null && random.Next(100) == 0)
            return new("DELETE", [Host, .. Of(revision!, session)], []);

        var message = Message(revision);
        return Post(message.ToJsonString(), revision, session) with { Body = Encoding.UTF8.GetBytes(message.ToJsonString()) };
    }

    public WireRequest Initialize(string revision) => Post(
        JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 0, method = "initialize", @params = Initialization(revision) }), revision, session: null);

    private (string, string) Host => ("Host", host);

    private static object Initialization(string revision) => new
    {
        protocolVersion = revision,
        capabilities = new { elicitation = new { }, sampling = new { }, roots = new { listChanged = true } },
        clientInfo = new { name = "fuzz", version = "1" },
    };

    private WireRequest Post(string message, string? revision, string? session)
    {
        (string, string)[] headers = revision is null
            ? [Host, ("Accept", "*/*"), ("Content-Type", "application/x-www-form-urlencoded")]
            : [Host, ("Accept", "application/json, text/event-stream"), ("Content-Type", "application/json"), .. Of(revision, session)];
        (string, string)[] general = revision == General && JsonNode.Parse(message) is JsonObject request && request["method"] is { } method
            ? [("Mcp-Method", method.GetValue<string>()), .. Name(request) is { } name ? [("Mcp-Name", name)] : Array.Empty<(string, string)>()]
            : [];
        return new("POST", [.. headers, .. general], Encoding.UTF8.GetBytes(message));
    }

    private static string? Name(JsonObject request) => (request["params"]?["name"] ?? request["params"]?["uri"])?.GetValue<string>();

    private static (string, string)[] Of(string revision, string? session) =>
        session is null ? [("MCP-Protocol-Version", revision)] : [("MCP-Protocol-Version", revision), ("Mcp-Session-Id", session)];

    private JsonNode Message(string? revision)
    {
        if (random.Next(6) == 0)
            return JsonNode.Parse(Others[random.Next(Others.Length)])!;

        var (method, parameters) = Requests[random.Next(Requests.Length)];
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = random.Next(10), ["method"] = method };
        if (parameters is not null)
            message["params"] = JsonNode.Parse(parameters);
        if (revision != General)
            return message;

        message["params"] ??= new JsonObject();
        message["params"]!["_meta"] ??= new JsonObject();
        var meta = message["params"]!["_meta"]!;
        meta["io.modelcontextprotocol/protocolVersion"] = General;
        meta["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "fuzz", ["version"] = "1" };
        meta["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["elicitation"] = new JsonObject() };
        return message;
    }
}
