using ModelContextProtocol;

namespace Hatago.Tests.Drills;

[Collection(Alone.Name)]
public sealed class RollingRestartDrill
{
    private const int Clients = 24;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_three_replicas_restarted_under_load_no_call_fails_and_no_session_is_lost()
    {
        await using var replicas = await Replicas.StartAsync(Cancellation);
        await using var load = await SteadyLoad.StartAsync(replicas.Front.Mcp, Clients, milliseconds: 5, Cancellation);
        await load.MoreAsync(200, Cancellation);

        for (var i = 0; i < replicas.Count; i++)
        {
            Assert.Equal(0, await replicas.RestartAsync(i, Cancellation));
            await load.MoreAsync(300, Cancellation); // The new one takes its share.
        }

        await load.EndAsync(Cancellation);
        TestContext.Current.SendDiagnosticMessage($"{load.Calls.Count} calls, {load.CallsPerSecond:F0} a second");
        Assert.Empty(load.Calls.Where(call => call.Value is not null).Select(call => call.Value!.ToString()));
        Assert.Equal(load.Calls.Count, load.MarksMade);
        Assert.True(load.CallsPerSecond >= 200, $"{load.CallsPerSecond:F0} calls a second");
    }

    [Fact]
    public async Task Of_a_replica_killed_under_load_only_the_calls_that_it_ran_fail_readably_and_sessions_go_on()
    {
        await using var replicas = await Replicas.StartAsync(Cancellation);
        await using var load = await SteadyLoad.StartAsync(replicas.Front.Mcp, Clients, milliseconds: 60, Cancellation);
        await load.MoreAsync(200, Cancellation);

        var killed = await replicas.KillAsync(1, Cancellation);
        await load.MoreAsync(600, Cancellation);
        await replicas.ReplaceAsync(1, Cancellation);
        await load.MoreAsync(300, Cancellation);

        await load.EndAsync(Cancellation);
        var failed = load.Calls.Where(call => call.Value is not null).ToArray();
        TestContext.Current.SendDiagnosticMessage($"{load.Calls.Count} calls, {load.CallsPerSecond:F0} a second, {failed.Length} failed");
        Assert.All(failed, call => Assert.True(SteadyLoad.RanIn(call.Key) is not { } process || process == killed, $"{call.Key} ran in another replica: {call.Value}"));
        Assert.All(failed, call => Assert.True(call.Value is McpException or HttpRequestException or IOException, call.Value!.ToString()));
        Assert.InRange(failed.Length, 0, Clients); // A client has one call in flight at a time.
        Assert.Equal(load.Calls.Count - failed.Length, load.Calls.Count(call => call.Value is null && SteadyLoad.RanIn(call.Key) is not null));
    }
}
