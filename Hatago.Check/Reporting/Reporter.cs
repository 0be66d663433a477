using System.Runtime.CompilerServices;
using System.Text.Json;
using Hatago.Check.Sources;

namespace Hatago.Check.Reporting;

/// <summary>Asks everyone at once, and judges.</summary>
internal sealed class Reporter(HttpClient http, Uri url, Uri prometheus, Uri alertmanager, TimeProvider time)
{
    private static readonly string[] Windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

    private readonly HatagoSource _hatago = new(http, url);
    private readonly PrometheusSource _prometheus = new(http, prometheus);
    private readonly AlertmanagerSource _alertmanager = new(http, alertmanager);

    public async IAsyncEnumerable<Report> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            yield return await ReportAsync(cancellation);
            await Task.Delay(interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<Report> ReportAsync(CancellationToken cancellation)
    {
        var asking = (
            Health: TryAsync(() => _hatago.HealthAsync(cancellation), cancellation),
            Tools: ToolsAsync(cancellation),
            Rules: TryAsync(() => _prometheus.ReadAsync(cancellation), cancellation),
            Alerts: TryAsync(() => _alertmanager.ReadAsync(cancellation), cancellation));
        var (health, noHealth) = await asking.Health;
        var (rules, noRules) = await asking.Rules;
        var (alerts, noAlerts) = await asking.Alerts;
        var (slo, load, security) = await asking.Tools;

        var service = rules ?? new Dictionary<string, double>();
        var objectives = Judge.Objectives(slo, service);
        var (state, exitCode) = Judge.State(health, objectives);
        return new()
        {
            Url = url,
            Timestamp = time.GetUtcNow().UtcDateTime,
            State = state,
            ExitCode = exitCode,
            Problems = [.. Problems(noHealth, noRules, noAlerts, isSilent: health is { Status: "pass" } && slo is null, watchesNone: rules is { Count: 0 }, isDeaf: alerts is { HasHeartbeat: false })],
            Health = health,
            Objectives = objectives,
            ErrorBudgetRemaining = objectives.Count == 0 ? null : new(Value(service, "hatago:error_budget_remaining:30d"), slo?.ErrorBudget.Remaining),
            BurnRates = [.. Windows.Select(window => new Report.BurnRate(
                window, Value(service, $"hatago:burn_rate:{window}"), slo?.BurnRates.FirstOrDefault(one => one.Window == window)?.BurnRate))],
            Tools = [.. from tool in slo?.Tools ?? []
                        from one in tool.Objectives
                        select new Report.ToolObjective(tool.Plugin, tool.Name, one.Name, one.Window, one.Unit, one.Target, one.Current, one.State)],
            Load = load is null ? null : new(load.ActiveRequests, load.Config.MaxConcurrency, load.QueueLength, load.Config.MaxQueueSize),
            Breakers = load?.Circuits ?? [],
            Plugins = [.. security?.Plugins.Select(one => new Report.Plugin(one.Name, one.Version, one.Status, one.Served, one.Reasons)) ?? []],
            Alerts = alerts?.Alerts,
            Heartbeat = alerts?.HasHeartbeat,
        };
    }

    /// <summary>The figures first, so that the calls of this check are not in what it tells.</summary>
    private async Task<(SloAnswer? Slo, ConcurrencyAnswer? Load, SecurityAnswer? Security)> ToolsAsync(CancellationToken cancellation)
    {
        var slo = await TryAsync(() => _hatago.CallAsync("slo.status", HatagoJson.Default.SloAnswer, cancellation), cancellation);
        var load = TryAsync(() => _hatago.CallAsync("concurrency.status", HatagoJson.Default.ConcurrencyAnswer, cancellation), cancellation);
        var security = TryAsync(() => _hatago.CallAsync("security.status", HatagoJson.Default.SecurityAnswer, cancellation), cancellation);
        return (slo.Value, (await load).Value, (await security).Value);
    }

    private IEnumerable<string> Problems(string? noHealth, string? noRules, string? noAlerts, bool isSilent, bool watchesNone, bool isDeaf)
    {
        if (noHealth is not null)
            yield return $"Hatago at {url} was not reached: {noHealth}. Start it with ./hatago up, or say where it is with --url.";
        if (isSilent)
            yield return "Hatago does not tell its state here: slo.status is management. Ask from its own machine, and not through a proxy.";
        if (noRules is not null)
            yield return $"Prometheus at {prometheus} was not reached: {noRules}. What stands here is of this process alone; say where it is with --prometheus.";
        if (watchesNone)
            yield return $"Prometheus at {prometheus} has no figures of a Hatago yet; {new Uri(prometheus, "/targets")} says why.";
        if (noAlerts is not null)
            yield return $"Alertmanager at {alertmanager} was not reached: {noAlerts}. Whether an alert fires is not known; say where it is with --alertmanager.";
        if (isDeaf)
            yield return "Alertmanager does not hear the Watchdog, so no alert would arrive; see docs/runbooks/Watchdog.md.";
    }

    private static double? Value(IReadOnlyDictionary<string, double> values, string rule) => values.TryGetValue(rule, out var value) ? Math.Round(value, 6) : null;

    private static async Task<(T? Value, string? Problem)> TryAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return (await ask(), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (default, "it did not answer in time");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or InvalidOperationException)
        {
            return (default, failure.Message.TrimEnd('.'));
        }
    }
}
