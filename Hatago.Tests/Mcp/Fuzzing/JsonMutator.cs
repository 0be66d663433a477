using System.Text;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>Changes what a message says, so that it is still JSON, more or less.</summary>
internal sealed class JsonMutator(Random random)
{
    private const string Place = "@@here@@";

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "-0.0", "1.5", "1e400", "1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648",
        "123456789012345678901234567890", "1.0", "1e2", "NaN", "[]", "{}", "[null]", "[[],{}]", "{\"\":null}", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"",
        "\"\\ud83d\\ude00\"", "\"\\r\\nX-Injected: 1\"", "\"../../etc/passwd\"", "\"http://127.0.0.1:1/\"", "\"%00\"", "\"{id}\"", "\"\\u202e\"", "\"é\"", "\"1\"", "\"null\"",
        "\"tools/call\"", "\"tools/list\"", "\"initialize\"", "\"notifications/cancelled\"", "\"notifications/nonsense\"", "\"ping\"", "\"hello.hatago\"", "\"hello_hatago\"",
        "\"concurrency.status\"", "\"fixture://text\"", "\"fixture://item/\"", "\"fixture://item/%ff\"", "\"ref/tool\"", "\"debug\"", "\"2.0\"", "\"1.0\"",
        "\"2024-11-05\"", "\"2025-03-26\"", "\"2025-06-18\"", "\"2025-11-25\"", "\"2026-07-28\"", "\"2099-01-01\"",
    ];

    private static readonly string[] Names =
    [
        "", "jsonrpc", "id", "method", "params", "result", "error", "name", "arguments", "uri", "_meta", "progressToken", "cursor", "requestId", "level", "ref", "type",
        "io.modelcontextprotocol/protocolVersion", "inputResponses", "requestState", "task", "__proto__", "$ref", "\\u006dethod", "\\ud800", "NAME", "Params",
    ];

    public string Mutate(string json)
    {
        if (random.Next(20) == 0)
            return Root(json);

        var root = JsonNode.Parse(json)!;
        var nodes = Below(root).ToArray();
        var (parent, key, node) = nodes[random.Next(nodes.Length)];
        var text = node?.ToJsonString() ?? "null";
        var value = random.Next(3) == 0 ? nodes[random.Next(nodes.Length)].Node?.ToJsonString() ?? "null" : Value();
        if (parent is JsonObject owner && random.Next(3) == 0)
        {
            owner.Remove((string)key);
            if (random.Next(2) == 0)
                return root.ToJsonString();

            owner[Place] = Place;
            return root.ToJsonString().Replace($"\"{Place}\":\"{Place}\"", $"\"{Names[random.Next(Names.Length)]}\":{text}", StringComparison.Ordinal);
        }

        Set(parent, key, Place);
        var another = parent is JsonObject ? $"{text},\"{key}\":{value}" : $"{text},{value}";
        var changed = random.Next(6) switch
        {
            0 => another,
            1 => $"[{text}]",
            2 => $"{{\"{Names[random.Next(Names.Length)]}\":{text}}}",
            _ => value,
        };
        return root.ToJsonString().Replace($"\"{Place}\"", changed, StringComparison.Ordinal);
    }

    private string Root(string json) => random.Next(5) switch
    {
        0 => Value(),
        1 => $"[{json}]",
        2 => $"[{string.Join(',', Enumerable.Repeat(json, random.Next(1000)))}]",
        3 => $"{json}{json}",
        _ => $"\ufeff{json}",
    };

    private string Value() => random.Next(25) switch
    {
        0 => Deep("[", "]"),
        1 => Deep("{\"a\":", "}"),
        2 => $"\"{new string('a', random.Next(200_000))}\"",
        3 => $"[{string.Join(',', Enumerable.Repeat(Values[random.Next(Values.Length)], random.Next(5_000)))}]",
        4 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(5_000)).Select(index => $"\"{index:x}\":{index}"))}}}",
        5 => $"{random.NextInt64(long.MinValue, long.MaxValue)}",
        6 => new string('9', random.Next(1, 5_000)),
        _ => Values[random.Next(Values.Length)],
    };

    private string Deep(string open, string close)
    {
        var depth = random.Next(4) == 0 ? random.Next(50_000) : random.Next(55, 70); // Around the limit of 64, or far above it.
        return new StringBuilder().Insert(0, open, depth).Append('1').Insert(depth * open.Length + 1, close, depth).ToString();
    }

    private static void Set(JsonNode parent, object key, JsonNode value)
    {
        if (parent is JsonArray array)
            array[(int)key] = value;
        else
            parent[(string)key] = value;
    }

    private static IEnumerable<(JsonNode Parent, object Key, JsonNode? Node)> Below(JsonNode parent)
    {
        IEnumerable<(JsonNode, object Key, JsonNode? Node)> children = parent switch
        {
            JsonObject members => members.Select(member => (parent, (object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => (parent, (object)index, item)),
            _ => [],
        };
        return children.SelectMany(child => child.Node is null ? [child] : Below(child.Node).Prepend(child));
    }
}
