namespace Hatago.Tests.Drills;

/// <summary>A new version, with the delays, grace period, probes and strategy of the production overlay as they are.</summary>
[Collection(Alone.Name)]
public sealed class RollingUpdateDrill
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_pod_is_replaced_and_no_call_fails()
    {
        await using var deployment = await RollingUpdate.StartAsync(replicas: 3, Cancellation);
        await using var quick = await SteadyLoad.StartAsync(deployment.Service.Mcp, clients: 16, milliseconds: 5, Cancellation, deployment.Service);
        await using var slow = await SteadyLoad.StartAsync(deployment.Service.Mcp, clients: 8, milliseconds: 3_000, Cancellation, deployment.Service);
        await quick.MoreAsync(200, Cancellation);

        var exitCodes = await deployment.ReplaceAllAsync(Cancellation);

        await quick.MoreAsync(200, Cancellation);
        await quick.EndAsync(Cancellation);
        await slow.EndAsync(Cancellation);
        TestContext.Current.SendDiagnosticMessage($"{quick.Calls.Count} quick and {slow.Calls.Count} slow calls, {quick.CallsPerSecond + slow.CallsPerSecond:F0} a second");
        var failed = quick.Calls.Concat(slow.Calls).Where(call => call.Value is not null)
            .Select(call => $"{Path.GetFileName(call.Key)}, which {(SteadyLoad.RanIn(call.Key) is null ? "never ran" : "ran")}: {call.Value}").ToArray();
        Assert.True(failed.Length == 0, string.Join('\n', failed));
        Assert.Equal([0, 0, 0], exitCodes);
        Assert.DoesNotContain(deployment.Pods, pod => pod.WasKilled);
        Assert.Equal(6, deployment.Pods.Count);
    }

    [Fact]
    public async Task Without_the_shutdown_delay_calls_would_fail()
    {
        await using var deployment = await RollingUpdate.StartAsync(replicas: 2, Cancellation, ("HATAGO_SHUTDOWN_DELAY_MS", "0"));
        await using var load = await SteadyLoad.StartAsync(deployment.Service.Mcp, clients: 16, milliseconds: 5, Cancellation, deployment.Service);
        await load.MoreAsync(100, Cancellation);

        await deployment.RemoveAsync(deployment.Pods[0], Cancellation);

        await load.MoreAsync(100, Cancellation);
        await load.EndAsync(Cancellation);
        Assert.Contains(load.Calls, call => call.Value is not null);
    }
}
