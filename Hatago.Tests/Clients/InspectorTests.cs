using System.Text.Json;
using System.Text.Json.Nodes;
using Hatago.Tests.Node;

namespace Hatago.Tests.Clients;

/// <summary>MCP Inspector's command line, against a server with sessions and one without, in both of its eras of the protocol.</summary>
public sealed class InspectorTests
{
    /// <summary>What Inspector ends with when a tool answers <c>isError</c>.</summary>
    private const int ToolFailed = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Servers => new()
    {
        { "hybrid", "legacy" }, // Revision 2025-11-25, in a session.
        { "hybrid", "modern" }, // Revision 2026-07-28.
        { "stateless", "legacy" },
        { "stateless", "modern" },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task It_lists_and_calls_tools(string mode, string era)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_SESSION_MODE", mode));

        var (listed, tools) = await RunAsync(app, era, "--method", "tools/list");
        var (called, greeting) = await RunAsync(app, era, "--method", "tools/call", "--tool-name", "hello.hatago", "--tool-arg", "name=Ann");
        var (failed, failure) = await RunAsync(app, era, "--method", "tools/call", "--tool-name", "fixture.throw", "--tool-arg", "secret=x");

        Assert.Equal((0, 0, ToolFailed), (listed, called, failed));
        Assert.Contains("hello.hatago", tools["tools"]!.AsArray().Select(tool => tool!["name"]!.GetValue<string>()));
        Assert.Equal("Hello Hatago! Welcome, Ann.", greeting["content"]![0]!["text"]!.GetValue<string>());
        Assert.True(failure["isError"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task It_reads_prompts_and_resources(string mode, string era)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_SESSION_MODE", mode));

        var (prompted, prompt) = await RunAsync(app, era, "--method", "prompts/get", "--prompt-name", "fixture_prompt", "--prompt-args", "name=Ann");
        var (read, resource) = await RunAsync(app, era, "--method", "resources/read", "--uri", "fixture://item/5");

        Assert.Equal((0, 0), (prompted, read));
        Assert.Equal("Say: Hi Ann", prompt["messages"]![0]!["content"]!["text"]!.GetValue<string>());
        Assert.Equal("item 5", resource["contents"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task It_finds_no_tool_schema_that_other_clients_could_not_read()
    {
        await using var app = await HatagoApp.StartAsync();

        var (exitCode, _) = await RunAsync(app, "legacy", "--method", "tools/list", "--strict");

        Assert.Equal(0, exitCode);
    }

    private static async Task<(int ExitCode, JsonNode Result)> RunAsync(HatagoApp app, string era, params string[] arguments)
    {
        using var home = new TemporaryFolder(); // It keeps things there.
        await using var inspector = NodeProgram.OfPackage(
            "mcp-inspector",
            ["--cli", new Uri(app.Http.BaseAddress!, "/mcp").AbsoluteUri, "--transport", "http", "--protocol-era", era, "--quiet", .. arguments],
            ("HOME", home.Path));

        var exitCode = await inspector.ExitAsync(Cancellation);
        var output = string.Join('\n', inspector.Output);
        try
        {
            return (exitCode, JsonNode.Parse(output)!);
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"mcp-inspector ended with {exitCode}:\n{output}\n{inspector.Errors}");
        }
    }
}
