using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Warming;

/// <summary>
/// Calls before the first real one, for .NET's compiler to see. What was compiled ahead of time it compiles again, and better, once it has been
/// called often. That takes seconds of processor time; where that is limited, the first calls would wait for them (docs/decisions/0024-warm-up.md).
/// </summary>
internal static class WarmUp
{
    /// <summary>The compiler counts only what is called some time after the last method that was new to it, so few calls show nothing.</summary>
    private const int Least = 200;

    /// <summary>So many calls after which fewer methods were compiled than <see cref="Few"/> were the last ones.</summary>
    private const int Last = 100;

    private const int Few = 20;

    /// <summary>After a call: the compiler is waited for only while it is seen at work.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>After the server's start: longer than the compiler puts its work off while methods come that are new to it (100 ms on one processor).</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that the compiler has for the server's own start.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1.5);

    /// <param name="server">Not started yet. Of its settings, <c>HATAGO_WARM_UP_MS</c> says how long at most.</param>
    /// <param name="compose">Builds the second server, which is called.</param>
    /// <param name="stop">Ends it at once.</param>
    public static async Task RunAsync(WebApplication server, Func<WebApplicationBuilder, WebApplication> compose, CancellationToken stop)
    {
        var limit = server.Services.GetRequiredService<IOptions<WarmUpOptions>>().Value.WarmUp;
        if (limit == TimeSpan.Zero)
            return;

        var time = server.Services.GetRequiredService<TimeProvider>();
        var logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WarmUp));
        var (start, before, calls) = (time.GetTimestamp(), JitCompiler.Compiled, 0);
        using var over = new CancellationTokenSource(limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        try
        {
            await using var second = new WarmUpServer();
            await second.StartAsync(compose, end.Token);
            for (var compiled = before; !IsDone(calls, JitCompiler.Compiled, ref compiled); calls++)
            {
                await second.CallAsync(end.Token);
                await JitCompiler.RestAsync(Glance, time, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // What is compiled by now is.
        }
        catch (Exception failure)
        {
            logger.WarmUpFailed(failure);
            return;
        }

        logger.WarmedUp(Math.Round(time.GetElapsedTime(start).TotalMilliseconds), calls, JitCompiler.Compiled - before);
    }

    /// <summary>The last of it, once the server has started and has its plugins: its start has been compiled again, too, before it is ready.</summary>
    public static async Task SettleAsync(WarmUpOptions options, TimeProvider time, CancellationToken stop)
    {
        if (options.WarmUp == TimeSpan.Zero)
            return;

        using var over = new CancellationTokenSource(Settling, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        await JitCompiler.RestAsync(Quiet, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="calls">How many there were.</param>
    /// <param name="now">How many methods are compiled.</param>
    /// <param name="before">How many were <see cref="Last"/> calls ago; set anew after as many.</param>
    public static bool IsDone(int calls, long now, ref long before)
    {
        if (calls == 0 || calls % Last != 0)
            return false;

        var compiled = now - before;
        before = now;
        return calls >= Least && compiled < Few;
    }
}
