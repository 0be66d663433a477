using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Hatago.McpServer.Admission;
using Hatago.McpServer.Mcp;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace Hatago.McpServer.Guarding;

/// <summary>The state of limiter and breakers, and drills on the real ones.</summary>
internal sealed class ConcurrencyTools(
    AdmissionGate admission, PluginGuards guards, IOptions<GuardingOptions> options, TimeProvider time, ILogger<ConcurrencyTools> logger) : IOperationalTools
{
    /// <summary>How long each call of <c>simulate_load</c> holds its slot.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(100);

    public IEnumerable<OperationalTool> Tools =>
    [
        OperationalTool.Create("concurrency.status", Status, ConcurrencyJson.Default, isReadOnly: true),
        .. options.Value.AllowDrills ? [OperationalTool.Create("concurrency.test", TestAsync, ConcurrencyJson.Default, isReadOnly: false)] : Array.Empty<OperationalTool>(),
    ];

    [Description("State of admission and of the circuit breakers: active and queued calls, limits, counters, each plugin's circuit.")]
    private ConcurrencyStatus Status()
    {
        var all = guards.All;
        var counters = admission.Counters;
        var limits = admission.Options;
        return new()
        {
            ActiveRequests = admission.SlotsTaken,
            QueueLength = admission.QueueLength,
            CircuitState = CircuitState.All.Last(state => state == CircuitState.Closed || all.Any(one => one.Guard.State == state)),
            ConsecutiveFailures = all.Select(one => one.Guard.Failures).DefaultIfEmpty().Max(),
            Config = new(limits.MaxConcurrency, limits.MaxQueueSize, (long)limits.Timeout.TotalMilliseconds,
                options.Value.CircuitBreakerThreshold, (long)options.Value.CircuitBreakerReset.TotalMilliseconds),
            Metrics = new(counters.Total, counters.Rejected, counters.Queued, counters.TimedOut, counters.Total == 0 ? 0 : (double)counters.Rejected / counters.Total),
            Circuits = [.. all.Select(one => new ConcurrencyStatus.Circuit(
                one.Plugin, one.Guard.State, one.Guard.Failures, (long)Math.Ceiling(one.Guard.RetryAfter.TotalMilliseconds)))],
        };
    }

    [Description("Drill on the real circuit breakers and the real limiter: what it opens or fills, real callers feel.")]
    private async Task<ConcurrencyDrill> TestAsync(
        [Description("What to do."), AllowedValues("trigger_failure", "trigger_success", "reset_circuit", "simulate_load")] string action,
        CancellationToken cancellation,
        [Description("How often, or how many calls at once."), Range(1, 1000)] int count = 1,
        [Description("Whose circuit; every plugin's when absent.")] string? plugin = null)
    {
        var targets = guards.All.Where(one => plugin is null || one.Plugin == plugin).Select(one => one.Guard).ToArray();
        if (plugin is not null && targets.Length == 0)
            throw new McpException($"No plugin '{plugin}' is served; there is {string.Join(", ", guards.All.Select(one => one.Plugin))}.");

        logger.DrillBegun(action, count, plugin ?? "all plugins");
        var counts = action switch
        {
            "trigger_failure" => await TriggerAsync(targets, count, () => Task.FromException<bool>(new DrillException()), cancellation),
            "trigger_success" => await TriggerAsync(targets, count, () => Task.FromResult(true), cancellation),
            "reset_circuit" => await ResetAsync(targets),
            _ => await SimulateLoadAsync(count, cancellation), // The schema allows no other.
        };

        return ConcurrencyDrill.After(action, counts, Status());
    }

    private static async Task<ConcurrencyDrill.Counts> TriggerAsync(PluginGuard[] targets, int count, Func<Task<bool>> call, CancellationToken cancellation)
    {
        var refused = 0;
        foreach (var guard in targets)
        {
            for (var i = 0; i < count; i++)
            {
                if ((await guard.RunAsync(_ => call(), cancellation)).Exception is BrokenCircuitException or RateLimiterRejectedException)
                    refused++;
            }
        }

        return new((targets.Length * count) - refused, refused);
    }

    private static async Task<ConcurrencyDrill.Counts> ResetAsync(PluginGuard[] targets)
    {
        foreach (var guard in targets)
            await guard.ResetAsync();
        return new(targets.Length, 0);
    }

    private async Task<ConcurrencyDrill.Counts> SimulateLoadAsync(int count, CancellationToken cancellation)
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            using var slot = await admission.EnterAsync(cancellation);
            if (slot.IsAcquired)
                await Task.Delay(Hold, time, cancellation);
            return slot.IsAcquired;
        }));
        return new(accepted.Count(one => one), accepted.Count(one => !one));
    }
}
