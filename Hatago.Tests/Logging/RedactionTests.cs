using System.Text.Json.Nodes;
using Hatago.ServiceDefaults.Logging.Redaction;

namespace Hatago.Tests.Logging;

public sealed class RedactionTests
{
    [Theory]
    [MemberData(nameof(Secrets.Theory), MemberType = typeof(Secrets))]
    public void A_secret_is_found_by_its_shape_wherever_it_stands(string kind, string text, string needle)
    {
        var lines = LogOf.Lines(log =>
        {
#pragma warning disable CA2254
            log.Information("Got " + text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal) + " from it");
#pragma warning restore CA2254
            log.Information("Got {Value} from it", text);
            log.Information("Got {@Value}", new { a = new[] { new { b = $"before {text} after" } } });
            log.Error(new InvalidOperationException($"outer {text}", new ArgumentException(text)), "It failed");
            log.Error("Url {Url}", new Uri($"http://host/path?q={Uri.EscapeDataString(needle)}&token={Uri.EscapeDataString(text)}").Query.Replace("q=" + Uri.EscapeDataString(needle) + "&", "", StringComparison.Ordinal));
        });

        Assert.True(lines.All(line => !line.Contains(needle, StringComparison.Ordinal)), $"{kind}: {string.Join('\n', lines)}");
        Assert.All(lines, line => Assert.Contains("[redacted]", line));
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("proxy-authorization")]
    [InlineData("Cookie")]
    [InlineData("set-cookie")]
    [InlineData("PASSWORD")]
    [InlineData("db_passwd")]
    [InlineData("pwd")]
    [InlineData("passphrase")]
    [InlineData("clientSecret")]
    [InlineData("access_token")]
    [InlineData("X-Api-Key")]
    [InlineData("apiKey")]
    [InlineData("api_key")]
    [InlineData("privateKey")]
    [InlineData("credentials")]
    public void The_value_of_a_sensitive_name_is_never_written(string name)
    {
        var nested = new Dictionary<string, object> { ["a"] = new Dictionary<string, object> { ["b"] = new Dictionary<string, object> { [name] = "opaque" } } };

        var lines = LogOf.Lines(log =>
        {
            log.ForContext(name, "opaque").Information("A property");
            log.ForContext(name, 12345678).Information("A number");
            log.Information("Nested {Nested}", nested);
            log.Information("Header {Name}: {Value}", name, "opaque");
            log.Information("Json {Json}", new JsonObject { [name] = "opaque" }.ToJsonString());
            log.Information("Json in Json {Json}", new JsonObject { ["x"] = new JsonObject { [name] = "opaque" }.ToJsonString() }.ToJsonString());
            log.Information("Form {Form}", $"a=b&{name}=opaque&c=d");
        });

        Assert.All(lines, line => Assert.DoesNotContain("opaque", line));
        Assert.All(lines, line => Assert.DoesNotContain("12345678", line));
    }

    [Fact]
    public void More_names_can_be_configured()
    {
        var entry = LogOf.Entry(log => log.ForContext("PatientId", "p-77").Information("patientid=p-78 {Text}", "x patientId: p-79"), redactFields: "patientid");

        Assert.DoesNotContain("p-7", entry.ToJsonString());
    }

    [Theory]
    [InlineData("Basic authentication failed")]
    [InlineData("Bearer authentication is required")]
    [InlineData("The token was refused")]
    [InlineData("Plugin 1.0.0 of 2026-11-25 10:30:45 unloaded")]
    [InlineData("Order 4242424242424243 of 1732570000000")]
    [InlineData("trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7")]
    [InlineData("Now listening on: http://127.0.0.1:8787")]
    [InlineData("max_tokens=4096")]
    [InlineData("System.Runtime, Version=10.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a")]
    public void What_is_no_secret_stays(string text)
    {
        var entry = LogOf.Entry(log => log.Information("Said {Text}", text));

        Assert.Equal($"Said {text}", (string?)entry["message"]);
        Assert.Equal(text, (string?)entry["meta"]!["Text"]);
    }

    [Fact]
    public void A_secret_that_the_cut_of_a_long_value_would_halve_is_found()
    {
        var text = new string('x', LogRedactor.MaxValue - 10) + " password=opaque-and-long";

        var entry = LogOf.Entry(log => log.Information("{Text}", text));

        Assert.DoesNotContain("opaque", entry.ToJsonString());
        Assert.True(entry["meta"]!["Text"]!.GetValue<string>().Length < LogRedactor.MaxValue + 100);
    }

    [Fact]
    public void The_arguments_of_the_call_that_runs_are_found_in_every_spelling()
    {
        CallSecrets.Current = new(JsonNode.Parse("""{"name":"mauve elephant/7","deep":[{"n":918273,"t":"line one of it\nline two of it"}],"tool":"hello.hatago"}"""));

        var lines = LogOf.Lines(log =>
        {
            var plugin = log.ForContext("SourceContext", "fixture/Tool");
            plugin.Information("Got mauve elephant/7");
            plugin.Information("Got {Value} and {Number}", "mauve elephant/7", 918273);
            plugin.Information("Got {Url}", "http://host/mauve%20elephant%2F7");
            plugin.Error(new InvalidOperationException("no line two of it"), "It failed for {Number}", 918273L);
            log.Information("Call of {name} done", "hello.hatago");
        });
        CallSecrets.Current = null;

        Assert.All(lines, line => Assert.DoesNotContain("elephant", line));
        Assert.All(lines, line => Assert.DoesNotContain("918273", line));
        Assert.All(lines, line => Assert.DoesNotContain("line two", line));
        Assert.Contains("Call of hello.hatago done", lines[^1]); // A caller cannot blot out what Hatago says of its call.
    }

    [Theory]
    [InlineData("""{"X-Api-Key":["opaque1"]}""")]
    [InlineData("""{"passwords":["a","opaque1"]}""")]
    [InlineData("""{"credentials":{"a":"opaque1"}}""")]
    [InlineData("""{"password":"ab\"opaque1"}""")]
    [InlineData("Authorization: Token opaque1")]
    [InlineData("Authorization: Digest username=\"x\", response=\"opaque1\"")]
    [InlineData("Cookie: theme=\"dark\"; SID=opaque1")]
    [InlineData("[X-Api-Key, opaque1]")]
    [InlineData("<password>opaque1</password>")]
    [InlineData("Server=db;Password=ab,opaque1;")]
    [InlineData("f(password=ab)opaque1")]
    [InlineData("https://user:p@opaque1@host/")]
    [InlineData("redis://:pa/opaque1@host")]
    [InlineData("password&#34;:&#34;opaque1&#34;")]
    [InlineData("Password:                opaque1")]
    [InlineData("Bearer abc1def2\\u002Bopaque1xyz==")]
    public void A_named_value_is_found_in_every_notation(string text)
    {
        var lines = LogOf.Lines(log =>
        {
            log.Information("Got {Text}", text);
            log.Error(new InvalidOperationException(text), "It failed");
        });

        Assert.All(lines, line => Assert.DoesNotContain("opaque1", line));
        Assert.All(lines, line => Assert.Contains("[redacted]", line));
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz", "dXNlcjpwYXNz")]
    [InlineData("Bearer abcDEFghiJKLmno", "abcDEF")]
    [InlineData("4242424242424242 12/27 123", "4242424242424242")]
    [InlineData("4242 4242 4242 4242 100 EUR", "4242 4242")]
    [InlineData("card 1 4242 4242 4242 4242", "4242 4242")]
    public void A_secret_is_found_beside_other_words_and_numbers(string text, string needle) =>
        Assert.DoesNotContain(needle, LogOf.Entry(log => log.Information("Got {Text}", text)).ToJsonString());

    [Fact]
    public void A_pair_names_its_value_whatever_holds_it()
    {
        var lines = LogOf.Lines(log =>
        {
            log.Information("{Headers}", new SortedDictionary<string, string> { ["X-Api-Key"] = "opaque1" });
            log.Information("{@Headers}", new SortedDictionary<string, string> { ["X-Api-Key"] = "opaque1" });
            log.Information("{Headers}", new List<KeyValuePair<string, string>> { new("X-Api-Key", "opaque1") });
            log.Information("{@Headers}", new List<KeyValuePair<string, string>> { new("X-Api-Key", "opaque1") });
            log.Information("{@Header}", new { Name = "X-Api-Key", Value = "opaque1" });
            log.Information("{Headers}", new JsonObject { ["X-Api-Key"] = "opaque1" });
            log.Information("Passphrase: {P}", "correct opaque1 staple");
            log.Information("Password: {P,20}", "opaque1");
            log.Information("{Number} {N}", 4242424242424242m, 4242424242424242d);
        });

        Assert.All(lines, line => Assert.DoesNotContain("opaque1", line));
        Assert.All(lines, line => Assert.DoesNotContain("staple", line));
        Assert.All(lines, line => Assert.DoesNotContain("4242424242", line));
    }

    [Fact]
    public void Typed_long_and_keyed_arguments_are_found_too()
    {
        var text = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"w{i} "));
        var many = new JsonArray([.. Enumerable.Range(0, 1_500).Select(i => (JsonNode)$"patient-{i}!")]);
        CallSecrets.Current = new(new JsonObject
        {
            ["id"] = "3fa85f64-5717-4562-b3fc-2c963f66afa6",
            ["born"] = "1990-05-17",
            ["text"] = text,
            ["many"] = many,
            ["price"] = 4711.50,
            ["labels"] = new JsonObject { ["ann@example.com"] = true },
            ["q"] = "mauve elephant/7",
        });

        var lines = LogOf.Lines(log =>
        {
            var plugin = log.ForContext("SourceContext", "fixture/Tool");
            plugin.Information("{Id} {Born} {Price}", Guid.Parse("3fa85f64-5717-4562-b3fc-2c963f66afa6"), new DateOnly(1990, 5, 17), 4711.5);
            plugin.Error(new InvalidOperationException($"no {text}"), "Got {Text}", text);
            plugin.Information("{Many} {Label} {Form}", "patient-1400!", "ann@example.com", "q=mauve+elephant%2F7");
        });
        CallSecrets.Current = null;

        foreach (var argument in new[] { "3fa85f64", "1990-05-17", "4711.5", "w100 ", "patient-1400", "ann@", "elephant" })
            Assert.All(lines, line => Assert.DoesNotContain(argument, line));
    }

    [Fact]
    public void A_caller_cannot_blot_out_where_an_entry_comes_from()
    {
        CallSecrets.Current = new(JsonNode.Parse("""["correlation_id", "component", "order-66", "fixture", "hatago-core"]"""));

        var lines = LogOf.Lines(log => log.ForContext("correlation_id", "order-66").ForContext("SourceContext", "fixture/Tool").Information("Said fixture"));
        CallSecrets.Current = null;

        var entry = JsonNode.Parse(Assert.Single(lines))!;
        Assert.Equal(("fixture", "order-66", "Said [redacted]"), ((string?)entry["component"], (string?)entry["meta"]!["correlation_id"], (string?)entry["message"]));
    }

    [Fact]
    public async Task What_is_huge_or_unprintable_costs_neither_the_caller_nor_the_entry()
    {
        var wide = new AggregateException("wide");
        Exception deep = new InvalidOperationException("deep");
        for (var i = 0; i < 18; i++)
            wide = new AggregateException(wide, wide);
        for (var i = 0; i < 10_000; i++)
            deep = new InvalidOperationException("deep", deep);

        var lines = await Task.Run(() => LogOf.Lines(log =>
        {
            log.Error(wide, "Wide");
            log.Error(deep, "Deep");
            log.Error("Unprintable {V:Z} {D:%}", 5, DateTime.UnixEpoch);
            log.Information("{Many}", Enumerable.Range(0, int.MaxValue));
            log.Information("{A} {B} {C} end", "a", "b", "c");
            log.Information("{A} {B} {C} end", new string('x', 8_000), new string('y', 8_000), new string('z', 8_000));
            log.Information("{Big}", Enumerable.Repeat(new string('x', 10_000), 100));
        })).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(7, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length < 512 * 1024, $"{line.Length} characters"));
        Assert.Contains("Unprintable {V:Z}", lines[2]);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("eyJaaaaaaaa")]
    [InlineData("1 ")]
    [InlineData("-----BEGIN PRIVATE KEY")]
    [InlineData("Bearer ")]
    [InlineData("://")]
    [InlineData("password=\"\\")]
    [InlineData("cookie=")]
    public async Task No_text_takes_longer_than_its_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));

        var lines = await Task.Run(() => LogOf.Lines(log =>
        {
            for (var i = 0; i < 20; i++)
                log.Information("{Text}", text);
        })).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(20, lines.Length);
    }
}
