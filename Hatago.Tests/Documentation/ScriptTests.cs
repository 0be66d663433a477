using System.Text.Json.Nodes;

namespace Hatago.Tests.Documentation;

/// <summary>What a user sees who calls the script wrongly: one line that says what is allowed, and exit code 64.</summary>
public sealed class ScriptTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("there is no command 'down'; there is up, serve, check, publish, test; see ./hatago --help", "down")]
    [InlineData("--port abc is not valid; allowed is a whole number from 1 to 65535", "up", "--port", "abc")]
    [InlineData("--port 65536 is not valid; allowed is a whole number from 1 to 65535", "serve", "--port", "65536")]
    [InlineData("--port needs a value; see ./hatago --help", "up", "--port")]
    [InlineData("--engine steam is not valid; allowed is one of aspire, embedded", "up", "--engine", "steam")]
    [InlineData("up has no option --fast; see ./hatago --help", "up", "--fast")]
    public async Task Wrong_usage_is_named_with_what_is_allowed(string message, params string[] arguments)
    {
        await using var script = new ConsoleProcess(Path.Combine(Repository.Root, "hatago"), arguments, []);

        Assert.Equal(64, await script.ExitAsync(Cancellation));
        Assert.Equal($"hatago: {message}", script.Errors);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("up", "--help")]
    [InlineData("serve", "--help")]
    [InlineData("test", "--help")]
    [InlineData("help")]
    public async Task Help_lists_the_commands_and_their_options(params string[] arguments)
    {
        await using var script = new ConsoleProcess(Path.Combine(Repository.Root, "hatago"), arguments, []);

        Assert.Equal(0, await script.ExitAsync(Cancellation));
        foreach (var word in new[] { "up ", "serve ", "test ", "--port", "--no-monitoring", "--engine", "--offline" })
            Assert.Contains(word, string.Join('\n', script.Output));
    }

    [Fact]
    public async Task Check_prints_nothing_but_its_answer_to_stdout_though_it_may_have_to_be_built()
    {
        await using var script = new ConsoleProcess(
            Path.Combine(Repository.Root, "hatago"), ["check", "--url", "http://127.0.0.1:9", "--prometheus", "http://127.0.0.1:9", "--alertmanager", "http://127.0.0.1:9", "--json"], []);

        var exitCode = await script.ExitAsync(Cancellation, TimeSpan.FromMinutes(2));

        Assert.Equal(2, exitCode);
        Assert.Equal("unreachable", JsonNode.Parse(string.Join('\n', script.Output))!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_an_sdk_it_says_what_to_install()
    {
        using var empty = new TemporaryFolder();
        foreach (var tool in new[] { "bash", "readlink", "dirname", "env" })
            File.CreateSymbolicLink(Path.Combine(empty.Path, tool), Executables.Find(tool)!);
        await using var script = new ConsoleProcess(Path.Combine(Repository.Root, "hatago"), ["up"], [("PATH", empty.Path)]);

        Assert.Equal(69, await script.ExitAsync(Cancellation));
        Assert.Contains("install .NET SDK 10.0", script.Errors);
    }
}
