using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hatago.ServiceDefaults.Logging.Formats;
using Serilog;
using Serilog.Events;

namespace Hatago.Tests.Logging;

/// <summary>Nothing that is logged can forge a line or a level, break the JSON, or talk to a terminal (CWE-117, CWE-150).</summary>
public sealed partial class HostileInputTests
{
    private const int Inputs = 10_000;

    private static readonly string[] Parts =
    [
        "\n", "\r\n", "\r", "\0", "\u001b[2J", "\u001b]0;owned\u0007", "\u009b31m", "\u0085", "\u2028", "\u2029", "\u202E", "\u2066", "\u200F", "\uFEFF", "\uD800", "\uDC00", "😀", "日本語",
        "\"", "\\", "\\u000a", "}\n{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"level\":3,\"message\":\"forged\"}", "{Property}", "{{", "}}", "{@x}", "{0:000}", "\b\f\v\t", "\u007F", "</script>", "%0a", "\uFFFE", "\uFFFF", "ERROR [hatago-core] forged",
    ];

    [Fact]
    public void Each_of_ten_thousand_is_one_json_object_of_the_right_level()
    {
        var levels = new List<LogEventLevel>();

        var lines = LogOf.Lines(log => LogAll(log, levels));

        Assert.Equal(levels.Count, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            using var json = JsonDocument.Parse(lines[i], new() { AllowDuplicateProperties = true });
            Assert.Equal(levels[i] - LogEventLevel.Debug, json.RootElement.GetProperty("level").GetInt32());
            Assert.Matches("^[a-z_]+$", string.Concat(json.RootElement.EnumerateObject().Select(member => member.Name)));
            Assert.DoesNotMatch(Unprintable(), lines[i]);
        }
    }

    [Fact]
    public void Each_of_ten_thousand_is_one_compact_line_of_the_right_level()
    {
        var levels = new List<LogEventLevel>();

        var lines = LogOf.Lines(log => LogAll(log, levels), new CompactFormat(isColoured: false));

        Assert.Equal(levels.Count, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Matches($@"^\d\d:\d\d:\d\d {(levels[i] == LogEventLevel.Error ? "ERROR" : levels[i] == LogEventLevel.Warning ? "WARN" : levels[i] == LogEventLevel.Debug ? "DEBUG" : "INFO")} \[", lines[i]);
            Assert.DoesNotMatch(Unprintable(), lines[i]);
        }
    }

    [Fact]
    public async Task In_the_real_server_a_path_a_header_a_tool_name_and_an_exception_forge_nothing()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = ServerProcess.Start(
            ("DOTNET_ENVIRONMENT", "Development"), ("LOG_FORMAT", "json"), ("LOG_LEVEL", "debug"), ("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "1000000"), ("HATAGO_PLUGINS_DIR", plugins.Path));
        using var http = await server.ReadyAsync(TestContext.Current.CancellationToken);
        var random = new Random(8);
        for (var sent = 0; sent < 150; sent++)
        {
            var input = sent == 0 ? new string('x', 1_000_000) : Input(random);
            await SendAsync(http, new(HttpMethod.Get, $"/{Uri.EscapeDataString(Valid(input)[..Math.Min(Valid(input).Length, 2_000)])}"));
            var header = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
            header.Headers.TryAddWithoutValidation("X-Correlation-ID", Latin(input));
            header.Headers.TryAddWithoutValidation("User-Agent", Latin(input));
            await SendAsync(http, header);
            await SendAsync(http, Call(input, new { }));
            await SendAsync(http, Call("fixture.leak", new { how = "exception", text = new string([.. input.Reverse()]), reversed = true }));
            await SendAsync(http, Call("fixture.leak", new { how = "message", text = new string([.. input.Reverse()]), reversed = true }));
        }

        await SendAsync(http, new(HttpMethod.Get, "/the-last-one"));
        var lines = await Eventually.GetAsync(
            () => Task.FromResult(server.Output.ToArray()), lines => lines.Any(line => line.Contains("/the-last-one", StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        Assert.True(lines.Length > 500, $"{lines.Length} lines");
        Assert.All(lines, line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.InRange(json.RootElement.GetProperty("level").GetInt32(), 0, 3);
            Assert.NotEqual("forged", json.RootElement.GetProperty("message").GetString());
            Assert.True(line.Length < 256 * 1024, $"{line.Length} characters");
            Assert.DoesNotMatch(Unprintable(), line);
        });
    }

    private static async Task SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using (request)
        using (await http.SendAsync(request, TestContext.Current.CancellationToken))
        {
        }
    }

    private static HttpRequestMessage Call(string tool, object arguments) =>
        new(HttpMethod.Post, "/mcp") { Content = new StringContent(HatagoApp.Call(Valid(tool), arguments)) };

    private static void LogAll(ILogger log, List<LogEventLevel> levels)
    {
        var random = new Random(88);
        for (var i = 0; i < Inputs; i++)
        {
            var (input, level) = (i == 0 ? new string('\n', 1_000_000) : Input(random), LogEventLevel.Debug + (i % 4));
            levels.Add(level);
            switch (random.Next(6))
            {
                case 0:
#pragma warning disable CA2254
                    log.Write(level, input);
#pragma warning restore CA2254
                    break;
                case 1:
                    log.Write(level, "Value {Value} {@Nest}", input, new { a = new[] { input } });
                    break;
                case 2:
                    log.Write(level, new InvalidOperationException(input, new ArgumentException(input)), "Failed");
                    break;
                case 3:
                    log.ForContext(input.Length == 0 ? "x" : input, 1).Write(level, "Named");
                    break;
                case 4:
                    log.ForContext("SourceContext", $"{input}/x").Write(level, "From a component");
                    break;
                default:
                    log.Write(level, "Dictionary {Value}", new Dictionary<string, object> { [input] = input });
                    break;
            }

        }
    }

    private static string Input(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 12); i > 0; i--)
            text.Append(random.Next(4) == 0 ? (char)random.Next(0x20, 0x3000) : Parts[random.Next(Parts.Length)]);
        return text.ToString();
    }

    /// <summary>What a client can send as UTF-8.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>What a client can send in a header.</summary>
    private static string Latin(string text) => string.Concat(text[..Math.Min(text.Length, 1_000)].Where(one => one is >= ' ' and < '\u007F'));

    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]")]
    private static partial Regex Unprintable();
}
