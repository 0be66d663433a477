using System.Globalization;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Logging;

/// <summary>The rules of <c>deploy/logging</c>, run by the real syslog-ng.</summary>
public sealed class ShippingTests
{
    private const string Loki = "loki.conf";
    private const string Elasticsearch = "elasticsearch.conf";

    private const string Request =
        """{"timestamp":"2026-08-15T10:30:45.123Z","level":1,"message":"Request completed","component":"hatago-core","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","meta":{"method":"POST","path":"/mcp","status":200,"duration_ms":42.5,"correlation_id":"order-66"}}""";

    private const string Debug =
        """{"timestamp":"2026-08-15T10:30:45.124Z","level":0,"message":"Plugin looked for","component":"hatago-core","meta":{"path":"/plugins","duration_ms":7}}""";

    private const string Warning =
        """{"timestamp":"2026-08-15T10:30:45.999Z","level":2,"message":"It's \"odd\": C:\\temp\\new ${MESSAGE} $(echo) `LOG_FILE` 旅籠 😀 \u00e9\ttab\nline","component":"hello","meta":{"note":"42","count":42,"ratio":0.5,"done":true,"nothing":null,"empty":"","names":["a","b"],"deep":{"er":"x\"y"}}}""";

    private const string Error =
        """{"timestamp":"2026-08-15T10:30:46.000Z","level":3,"message":"Call of hello.hatago failed","component":"hatago-core","trace_id":"00000000000000000000000000000001","meta":{"correlation_id":"order-67"},"error":{"name":"System.InvalidOperationException","message":"No \"room\"","stack":"   at Hello.Tools.Hatago() in /src/Tools.cs:line 3\r\n   at Main()"}}""";

    /// <summary>Lines that are no entries of Hatago: the runtime's, and JSON of other make.</summary>
    private static readonly string[] Texts =
    [
        """Unhandled exception. System.Exception: it's "bad" \n at C:\x""",
        "   at Hatago.Program.<Main>$(String[] args) in /src/Program.cs:line 3",
        "42",
        """{"timestamp":"yesterday","level":1,"message":"m","component":"c"}""",
        """{"message":"cut o""",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loki_gets_each_line_as_it_was_with_the_time_component_and_level_of_its_entry()
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(Loki, receiver);
        string[] lines = [Request, Debug, Warning, Error];

        await shipper.WriteAsync(lines, Cancellation);

        var entries = await shipper.ArrivedAsync(4, () => receiver.Entries, Cancellation);
        Assert.Equal(lines, entries.Select(entry => entry.Line));
        Assert.Equal(
            ["component=hatago-core level=info", "component=hatago-core level=debug", "component=hello level=warn", "component=hatago-core level=error"],
            entries.Select(entry => entry.Stream));
        Assert.Equal(["1786789845123000000", "1786789845124000000", "1786789845999000000", "1786789846000000000"], entries.Select(entry => entry.Nanoseconds));
        Assert.Equal(("Basic bG9raTpzZWNyZXQ=", "team-a"), (receiver.Authorization, receiver.Tenant));
    }

    [Fact]
    public async Task Elasticsearch_gets_each_entry_under_the_names_of_ecs()
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(Elasticsearch, receiver);

        await shipper.WriteAsync([Request, Debug, Warning, Error], Cancellation);

        var documents = await shipper.ArrivedAsync(4, () => receiver.Documents, Cancellation);
        AssertDocument(
            """
            {"@timestamp":"2026-08-15T10:30:45.123Z","message":"Request completed","log":{"level":"info","logger":"hatago-core"},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"},
             "http":{"request":{"method":"POST"},"response":{"status_code":200}},"url":{"path":"/mcp"},"hatago":{"duration_ms":42.5,"meta":{"correlation_id":"order-66"}}}
            """,
            documents[0]);
        AssertDocument(
            """
            {"@timestamp":"2026-08-15T10:30:45.124Z","message":"Plugin looked for","log":{"level":"debug","logger":"hatago-core"},"hatago":{"meta":{"path":"/plugins","duration_ms":7}}}
            """,
            documents[1]);
        AssertDocument(
            """
            {"@timestamp":"2026-08-15T10:30:45.999Z","message":"It's \"odd\": C:\\temp\\new ${MESSAGE} $(echo) `LOG_FILE` 旅籠 😀 é\ttab\nline","log":{"level":"warn","logger":"hello"},
             "hatago":{"meta":{"note":"42","count":42,"ratio":0.5,"done":true,"nothing":null,"empty":"","names":["a","b"],"deep":{"er":"x\"y"}}}}
            """,
            documents[2]);
        AssertDocument(
            """
            {"@timestamp":"2026-08-15T10:30:46.000Z","message":"Call of hello.hatago failed","log":{"level":"error","logger":"hatago-core"},"trace":{"id":"00000000000000000000000000000001"},
             "error":{"type":"System.InvalidOperationException","message":"No \"room\"","stack_trace":"   at Hello.Tools.Hatago() in /src/Tools.cs:line 3\r\n   at Main()"},
             "hatago":{"meta":{"correlation_id":"order-67"}}}
            """,
            documents[3]);
        Assert.Equal("ApiKey c2VjcmV0", receiver.Authorization);
    }

    [Fact]
    public async Task What_is_no_entry_reaches_Loki_as_text_with_the_time_of_reading()
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(Loki, receiver);
        var before = TimeProvider.System.GetUtcNow();

        await shipper.WriteAsync([Request, .. Texts, Error], Cancellation);

        var entries = await shipper.ArrivedAsync(Texts.Length + 2, () => receiver.Entries, Cancellation);
        Assert.Equal([Request, .. Texts, Error], entries.Select(entry => entry.Line));
        Assert.All(entries.Skip(1).SkipLast(1), entry => Assert.Equal("component=process level=unknown", entry.Stream));
        Assert.All(entries.Skip(1).SkipLast(1), entry => Assert.InRange(entry.Time, before, TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task What_is_no_entry_reaches_Elasticsearch_as_text_with_the_time_of_reading()
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(Elasticsearch, receiver);
        var before = TimeProvider.System.GetUtcNow();

        await shipper.WriteAsync(Texts, Cancellation);

        var documents = await shipper.ArrivedAsync(Texts.Length, () => receiver.Documents, Cancellation);
        foreach (var (text, document) in Texts.Zip(documents))
        {
            var time = document["@timestamp"]!.GetValue<string>();
            Assert.InRange(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
            var expected = new JsonObject
            {
                ["@timestamp"] = time,
                ["message"] = text,
                ["log"] = new JsonObject { ["level"] = "unknown", ["logger"] = "process" },
            };
            AssertDocument(expected.ToJsonString(), document);
        }
    }

    [Theory]
    [InlineData(Loki)]
    [InlineData(Elasticsearch)]
    public async Task A_stack_of_100_KB_arrives_whole(string configuration)
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(configuration, receiver);
        var stack = string.Concat(Enumerable.Repeat(@"\n   at Deep.Inside()", 5000));

        await shipper.WriteAsync([Error.Replace(@"\r\n   at Main()", stack, StringComparison.Ordinal)], Cancellation);

        var arrived = Assert.Single(await shipper.ArrivedAsync(1, () => Stacks(configuration, receiver), Cancellation));
        Assert.EndsWith(stack.Replace(@"\n", "\n", StringComparison.Ordinal), arrived);
    }

    /// <summary>A wrong password, a limit of Loki's, a proxy without its server: to syslog-ng alone each is a reason to drop, 504 the third time.</summary>
    [Theory]
    [InlineData(Loki)]
    [InlineData(Elasticsearch)]
    public async Task What_is_refused_for_now_is_sent_until_it_is_taken(string configuration)
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(configuration, receiver);
        receiver.Refuse(401, 404, 429, 503, 504, 504, 504);

        await shipper.WriteAsync([Request, .. Texts, Error], Cancellation);

        var messages = await shipper.ArrivedAsync(Texts.Length + 2, () => Messages(configuration, receiver), Cancellation);
        Assert.Equal(["Request completed", .. Texts, "Call of hello.hatago failed"], messages);
        Assert.Equal(0, receiver.RefusalsLeft);
    }

    [Theory]
    [InlineData(Loki)]
    [InlineData(Elasticsearch)]
    public async Task A_shipper_that_was_killed_goes_on_with_what_was_not_taken(string configuration)
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(configuration, receiver);
        await shipper.WriteAsync([Warning], Cancellation);
        await shipper.ArrivedAsync(1, () => Messages(configuration, receiver), Cancellation);
        receiver.Refuse([.. Enumerable.Repeat(503, 1000)]);
        await shipper.WriteAsync([Request, .. Texts], Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(receiver.RefusalsLeft), left => left < 1000, Cancellation);

        await shipper.KillAsync();
        await shipper.WriteAsync([Error], Cancellation);
        receiver.Refuse();
        shipper.Start();

        var messages = await shipper.ArrivedAsync(Texts.Length + 3, () => Messages(configuration, receiver), Cancellation);
        Assert.Equal(["Request completed", .. Texts, "Call of hello.hatago failed"], messages.Skip(messages.Count - Texts.Length - 2)); // What is before it may come twice.
    }

    [Theory]
    [InlineData(Loki)]
    [InlineData(Elasticsearch)]
    public async Task A_call_of_the_real_server_is_found_by_its_correlation_id(string configuration)
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(configuration, receiver);
        using var plugins = new PluginsFolder().AddEmpty("bad");
        await using var server = ServerProcess.Start(("NODE_ENV", "production"), ("HATAGO_PLUGINS_DIR", plugins.Path));
        using var http = await server.ReadyAsync(Cancellation);
        using var call = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}""") };
        call.Headers.Add("X-Correlation-ID", "order-66");
        await http.SendAsync(call, Cancellation);
        var lines = await Eventually.GetAsync(
            () => Task.FromResult(server.Output.ToArray()), lines => lines.Any(line => line.Contains("order-66", StringComparison.Ordinal)), Cancellation);

        await shipper.WriteAsync(lines, Cancellation);

        await shipper.ArrivedAsync(lines.Length, () => Messages(configuration, receiver), Cancellation);
        if (configuration == Loki)
        {
            Assert.DoesNotContain(receiver.Entries, entry => entry.Labels["level"] == "unknown");
            var found = Assert.Single(receiver.Entries, entry => entry.Json["meta"]?["correlation_id"]?.GetValue<string>() == "order-66");
            Assert.Equal(DateTimeOffset.Parse(found.Json["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture), found.Time);
        }
        else
        {
            Assert.DoesNotContain(receiver.Documents, document => document["log"]!["level"]!.GetValue<string>() == "unknown");
            var found = Assert.Single(receiver.Documents, document => document["hatago"]?["meta"]?["correlation_id"]?.GetValue<string>() == "order-66");
            Assert.Matches("^[0-9a-f]{32}$", found["trace"]!["id"]!.GetValue<string>());
            Assert.Equal(200, found["http"]!["response"]!["status_code"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task The_index_template_has_a_mapping_for_each_field_that_is_sent()
    {
        await using var receiver = await LogReceiver.StartAsync(Cancellation);
        await using var shipper = new Shipper(Elasticsearch, receiver);
        var template = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "logging", "elasticsearch-template.json"), Cancellation))!;

        await shipper.WriteAsync([Request, Debug, Warning, Error, .. Texts], Cancellation);

        var documents = await shipper.ArrivedAsync(4 + Texts.Length, () => receiver.Documents, Cancellation);
        var mapped = Mapped(template["template"]!["mappings"]!).ToHashSet();
        Assert.Equal(mapped.Order(), documents.SelectMany(document => Sent(document, mapped)).Distinct().Order());
    }

    /// <summary>That a document is the expected one, but for what all have: host and service.</summary>
    private static void AssertDocument(string expected, JsonObject document)
    {
        Assert.Equal("hatago", document["service"]!["name"]!.GetValue<string>());
        Assert.NotEmpty(document["host"]!["name"]!.GetValue<string>());
        var rest = document.DeepClone().AsObject();
        rest.Remove("service");
        rest.Remove("host");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), rest), $"expected {expected}, was {rest.ToJsonString()}");
    }

    private static IReadOnlyList<string> Messages(string configuration, LogReceiver receiver) => configuration == Loki
        ? [.. receiver.Entries.Select(entry => entry.Labels["level"] == "unknown" ? entry.Line : entry.Json["message"]!.GetValue<string>())]
        : [.. receiver.Documents.Select(document => document["message"]!.GetValue<string>())];

    private static IReadOnlyList<string> Stacks(string configuration, LogReceiver receiver) => configuration == Loki
        ? [.. receiver.Entries.Select(entry => entry.Json["error"]!["stack"]!.GetValue<string>())]
        : [.. receiver.Documents.Select(document => document["error"]!["stack_trace"]!.GetValue<string>())];

    private static IEnumerable<string> Mapped(JsonNode mapping, string path = "") => mapping["properties"] is JsonObject fields
        ? fields.SelectMany(field => Mapped(field.Value!, $"{path}.{field.Key}"))
        : [path];

    private static IEnumerable<string> Sent(JsonNode? value, HashSet<string> mapped, string path = "") => value is JsonObject fields && !mapped.Contains(path)
        ? fields.SelectMany(field => Sent(field.Value, mapped, $"{path}.{field.Key}"))
        : [path];
}
