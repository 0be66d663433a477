using System.Diagnostics;
using System.Text.RegularExpressions;
using Hatago.ServiceDefaults.Logging.Formats;
using Serilog;

namespace Hatago.Tests.Logging;

/// <summary>The two formats, to the letter of the contract.</summary>
public sealed partial class FormatTests
{
    [Fact]
    public void Json_is_one_object_with_the_members_of_the_contract_in_their_order()
    {
        using var span = new Activity("x").Start();

        var line = Assert.Single(LogOf.Lines(Completed));

        Assert.Equal(
            """{"timestamp":"T","level":1,"message":"Request completed","component":"hatago-core","trace_id":"ID","meta":{"method":"POST","path":"/mcp","status":200,"duration_ms":42}}""",
            Time().Replace(line, "\"T\"").Replace(span.TraceId.ToString(), "ID", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exception_is_error_with_name_message_and_stack()
    {
        var entry = LogOf.Entry(log => log.Error(new InvalidOperationException("outer", new ArgumentException("inner")), "It failed"));

        Assert.Equal(("System.InvalidOperationException", "outer"), ((string?)entry["error"]!["name"], (string?)entry["error"]!["message"]));
        Assert.Contains("inner", (string?)entry["error"]!["stack"]);
        Assert.Null(entry["meta"]);
        Assert.Null(entry["trace_id"]);
    }

    [Fact]
    public void Compact_is_one_line_to_read()
    {
        var lines = LogOf.Lines(
            log =>
            {
                Completed(log);
                log.Warning(new InvalidOperationException("outer"), "Plugin {Plugin} failed", "dice");
            },
            new CompactFormat(isColoured: false));

        Assert.Matches("""^\d\d:\d\d:\d\d INFO \[hatago-core\] Request completed \{"method":"POST","path":"/mcp","status":200,"duration_ms":42\}$""", lines[0]);
        Assert.Matches(@"^\d\d:\d\d:\d\d WARN \[hatago-core\] Plugin dice failed \| System.InvalidOperationException: outer$", lines[1]);
    }

    [Fact]
    public void Colours_are_for_a_terminal_and_end_with_the_line()
    {
        var line = Assert.Single(LogOf.Lines(log => log.Error("It failed \u001b[32m{Value}", 1), new CompactFormat(isColoured: true)));

        Assert.Contains("\u001b[31mERROR\u001b[0m [hatago-core] It failed \\u001B[32m1", line);
        Assert.Equal(line.Split("\u001b[0m").Length, line.Split('\u001b').Length / 2 + 1);
    }

    private static void Completed(ILogger log) => log
        .ForContext("duration_ms", 42).ForContext("status", 200).ForContext("path", "/mcp").ForContext("method", "POST").Information("Request completed");

    [GeneratedRegex("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"")]
    private static partial Regex Time();
}
