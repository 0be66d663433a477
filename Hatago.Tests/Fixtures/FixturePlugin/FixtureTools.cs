using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FixturePlugin;

[McpServerToolType]
public sealed partial class FixtureTools(Greeter greeter, ILogger<FixtureTools> logger)
{
    private static int calls;

    [LoggerMessage(LogLevel.Information, "Greeting given")]
    private static partial void GreetingGiven(ILogger logger);

    [McpServerTool(Name = "greet"), Description("Uses a service of the plugin's own container.")]
    public string Greet(string name)
    {
        GreetingGiven(logger);
        return greeter.Greet(name);
    }

    [McpServerTool(Name = "throw"), Description("Throws.")]
    public static string Throw(string secret) => throw new InvalidOperationException($"the secret is {secret}");

    [McpServerTool(Name = "refuse"), Description("Answers isError on purpose.")]
    public static CallToolResult Refuse() => new() { IsError = true, Content = [new TextContentBlock { Text = "not today" }] };

    [McpServerTool(Name = "complain"), Description("Tells its caller what is wrong, by the SDK's exception.")]
    public static string Complain() => throw new McpException("the moon is in the wrong phase");

    [McpServerTool(Name = "count"), Description("Counts its calls in a static field: one for each load context.")]
    public static int Count() => Interlocked.Increment(ref calls);

    [McpServerTool(Name = "wait"), Description("Waits until it is cancelled.")]
    public static async Task<string> Wait(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return "never";
    }

    [McpServerTool(Name = "client"), Description("Says who calls, and whether it can be asked.")]
    public static string Client(McpServer server) => $"{server.ClientInfo?.Name} {(server.ClientCapabilities?.Elicitation is null ? "without" : "with")} elicitation";

    [McpServerTool(Name = "await_file"), Description("Waits until a file exists.")]
    public static async Task<string> AwaitFile(string path, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(path))
            await timer.WaitForNextTickAsync(cancellation);
        return "there";
    }
}
