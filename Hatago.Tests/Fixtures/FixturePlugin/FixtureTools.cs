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
    private static int started;
    private static int cancelled;

    [LoggerMessage(LogLevel.Information, "Greeting given")]
    private static partial void GreetingGiven(ILogger logger);

    [McpServerTool(Name = "greet"), Description("Uses a service of the plugin's own container.")]
    public string Greet(string name)
    {
        GreetingGiven(logger);
        return greeter.Greet(name);
    }

    [McpServerTool(Name = "order"), Description("Takes and gives a type of the plugin's own.")]
    public static Order Place(Order order) => order with { Number = order.Number + 1 };

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
        Interlocked.Increment(ref started);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return "never";
        }
        finally
        {
            Interlocked.Increment(ref cancelled);
        }
    }

    [McpServerTool(Name = "hold"), Description("Waits until a file exists, then counts.")]
    public static async Task<int> Hold(string file, CancellationToken cancellation)
    {
        Interlocked.Increment(ref started);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (!File.Exists(file))
            await timer.WaitForNextTickAsync(cancellation);
        return Count();
    }

    [McpServerTool(Name = "poll"), Description("Lets its client hang up, and waits until a file exists.")]
    public static async Task<int> Poll(RequestContext<CallToolRequestParams> request, string file, CancellationToken cancellation)
    {
        await request.EnablePollingAsync(TimeSpan.FromMilliseconds(100), cancellation);
        return await Hold(file, cancellation);
    }

    [McpServerTool(Name = "stuck"), Description("Never ends, whoever cancels it; blocking its thread if asked to.")]
    public static async Task<string> Stuck(bool block)
    {
        Interlocked.Increment(ref started);
        if (block)
        {
            using var never = new ManualResetEventSlim();
            never.Wait();
        }

        await new TaskCompletionSource().Task;
        return "never";
    }

    [McpServerTool(Name = "compute"), Description("Computes for so many milliseconds, holding its thread.")]
    public static string Compute(int milliseconds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start).TotalMilliseconds < milliseconds)
            Thread.SpinWait(1_000);
        return "computed";
    }

    [McpServerTool(Name = "flood"), Description("Reports progress, a lot of it, without end unless told.")]
    public static async Task<string> Flood(McpServer server, RequestContext<CallToolRequestParams> request, CancellationToken cancellation, int times = int.MaxValue)
    {
        Interlocked.Increment(ref started);
        try
        {
            var text = new string('x', 16 * 1024);
            for (var i = 0; i < times; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                await server.NotifyProgressAsync(request.Params.ProgressToken ?? new("flood"), new() { Progress = 1, Message = text }, cancellationToken: cancellation);
            }

            return "flooded";
        }
        finally
        {
            Interlocked.Increment(ref cancelled);
        }
    }

    [McpServerTool(Name = "tally"), Description("How many of the waiting tools' calls were started and cancelled.")]
    public static string Tally() => $"{Volatile.Read(ref started)} started, {Volatile.Read(ref cancelled)} cancelled";

    [McpServerTool(Name = "client"), Description("Says who calls, and whether it can be asked.")]
    public static string Client(McpServer server) => $"{server.ClientInfo?.Name} {(server.ClientCapabilities?.Elicitation is null ? "without" : "with")} elicitation";

    [McpServerTool(Name = "mark"), Description("Leaves a file that names the process it ran in, and takes a while. A second call with the same one fails.")]
    public static async Task<string> Mark(string file, int milliseconds, TimeProvider time, CancellationToken cancellation)
    {
        await using (var mark = new StreamWriter(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }))
            await mark.WriteAsync($"{Environment.ProcessId}");
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellation);
        return "marked";
    }

    [McpServerTool(Name = "take"), Description("Takes a while, and then fails or not.")]
    public static async Task<string> Take(int milliseconds, TimeProvider time, CancellationToken cancellation, bool fail = false)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellation);
        return fail ? throw new InvalidOperationException("as asked") : "taken";
    }

    [McpServerTool(Name = "ask"), Description("Asks the client's user, and says what came back.")]
    public static async Task<string> Ask(McpServer server, CancellationToken cancellation) =>
        (await server.ElicitAsync(new ElicitRequestParams { Message = "May I?", RequestedSchema = new() }, cancellation)).Action;

    [McpServerTool(Name = "foreground"), Description("Leaves a thread behind that keeps its process.")]
    public static string Foreground()
    {
        new Thread(() => new ManualResetEventSlim().Wait()).Start();
        return "left";
    }

    [McpServerTool(Name = "protocol"), Description("Answers with a JSON-RPC error on purpose.")]
    public static string Protocol() => throw new McpProtocolException("not like this", McpErrorCode.InvalidParams);
}

public sealed record Order(string Dish, int Number);
