using Hatago.McpServer.Signing;
using Hatago.McpServer.Slo;
using Hatago.McpServer.Warming;
using Hatago.PluginLoading;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Plugins;

/// <summary>
/// The life of plugins. Loads each once the server has started to listen, so that probes answer meanwhile. From then on it looks every
/// second: a folder that changed is loaded beside the version that is served, and takes its place; a plugin whose folder is gone, or whose
/// signature does not count any more, is taken out of service.
/// </summary>
internal sealed class PluginsService(
    PluginCatalog catalog, PluginLoader loader, PluginSecurity security, PluginRetirement retirement, SloMetrics slo, PluginMetrics metrics,
    IOptions<PluginsOptions> options, IOptions<WarmUpOptions> warmUp, TimeProvider time, ILogger<PluginsService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A plugin's start may take as long; then the others go on without it.</summary>
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(60);

    private const int LooksUntilRetry = 30;
    private const int MaxPlugins = 1000;

    /// <summary>What the two loops change: trust has to act while a plugin takes its time to load.</summary>
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, PluginSlot> _slots = new(StringComparer.Ordinal);
    private int _changes;
    private int _looks;
    private volatile bool _isLoaded;
    private bool _isOverfull;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        security.Refresh();
        await Task.WhenAll(EverySecondAsync(WatchTrust, stoppingToken), WatchFoldersAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        catalog.Swap(CatalogSnapshot.Empty);
        await Task.WhenAll([retirement.Completion.WaitAsync(cancellationToken), .. Served().Select(plugin => retirement.UnloadAsync(plugin, cancellationToken))]);
    }

    private async Task WatchFoldersAsync(CancellationToken stopping)
    {
        if (!Directory.Exists(options.Value.PluginsDir))
            logger.PluginsFolderMissing(Path.GetFullPath(options.Value.PluginsDir));
        await EverySecondAsync(() => LookAsync(stopping), stopping);
    }

    private async Task EverySecondAsync(Func<Task> look, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var failed = "";
        do
        {
            try
            {
                await look();
                failed = "";
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                if (failed != failure.Message)
                    logger.LookFailed(failure); // Whatever it is, plugins are looked after again.
                failed = failure.Message;
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Trust and time decide anew about what is served, and about what was refused.</summary>
    private Task WatchTrust()
    {
        var isTrustChanged = security.Refresh();
        var withdrawn = new List<ServedPlugin>();
        lock (_lock)
        {
            var isRetry = ++_looks % LooksUntilRetry == 0;
            var isChanged = false;
            foreach (var slot in _slots.Values)
            {
                if (slot.Refusal?.Decision is { IsServed: false } refused && (isTrustChanged || (isRetry && refused.MayBeOtherAt(time.GetUtcNow()))))
                    slot.Tried = null;
                if (slot.Served is not { } served || security.Again(served.Decision) is not { } decision || decision == served.Decision)
                    continue;

                isChanged = true;
                served.Decision = decision;
                if (!decision.IsServed)
                {
                    slot.Refusal = new(slot.Name, [decision.Reason], decision);
                    withdrawn.Add(Withdraw(slot, decision.Reason)!);
                }
            }

            if (isChanged)
                Publish();
        }

        withdrawn.ForEach(retirement.Begin);
        return Task.CompletedTask;
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        foreach (var slot in Due())
        {
            stopping.ThrowIfCancellationRequested();
            await LoadAsync(slot, stopping);
        }

        loader.Forget();
        if (!_isLoaded)
            await WarmUp.SettleAsync(warmUp.Value, time, stopping);
        lock (_lock)
        {
            if (_isLoaded)
                return;
            _isLoaded = true;
            Publish();
        }

        logger.PluginsLoaded(catalog.Current.Plugins.Length, catalog.Current.Refused.Length);
    }

    /// <summary>What is to be loaded: what is not as it was tried last, and has settled, so that nothing half copied is taken.</summary>
    private List<PluginSlot> Due()
    {
        var due = new List<PluginSlot>();
        var gone = new List<ServedPlugin>();
        var folders = Folders();
        var fingerprints = folders.ToDictionary(folder => folder.Name, FolderFingerprint.Of); // Outside of the lock: a file system may hang, trust must not.
        lock (_lock)
        {
            foreach (var slot in _slots.Values.Where(slot => !fingerprints.ContainsKey(slot.Name)).ToList())
            {
                if (slot.Seen is not null)
                {
                    slot.Seen = null; // Perhaps it is being replaced.
                    continue;
                }

                _slots.Remove(slot.Name);
                if (Withdraw(slot, "its folder is gone") is { } served)
                    gone.Add(served);
            }

            foreach (var folder in folders)
            {
                if (!_slots.TryGetValue(folder.Name, out var slot))
                    _slots[folder.Name] = slot = new(folder);

                var fingerprint = fingerprints[folder.Name];
                var isSettled = !_isLoaded || fingerprint == slot.Seen;
                slot.Seen = fingerprint;
                if (isSettled && (fingerprint != slot.Tried || (slot.ConflictAt is { } at && at != _changes)))
                    due.Add(slot);
            }

            if (gone.Count > 0)
                Publish();
        }

        gone.ForEach(retirement.Begin);
        return due;
    }

    private async Task LoadAsync(PluginSlot slot, CancellationToken stopping)
    {
        var (fingerprint, beside) = (slot.Seen, Beside(slot));
        var loading = Task.Run(() => loader.LoadAsync(slot.Folder, beside, stopping), CancellationToken.None); // It runs a plugin's code, which may not return.
        LoadResult result;
        try
        {
            result = await loading.WaitAsync(LoadLimit, time, stopping);
        }
        catch (TimeoutException) when (!loading.IsCompleted)
        {
            PluginRetirement.Abandon(loading);
            result = LoadResult.Refused(slot.Name, [$"it did not start within {LoadLimit.TotalSeconds} s"]);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            result = LoadResult.Refused(slot.Name, PluginActivator.Reasons(failure), exception: failure); // The others are looked after all the same.
        }

        Take(slot, fingerprint, result);
    }

    private void Take(PluginSlot slot, string? fingerprint, LoadResult result)
    {
        ServedPlugin? old = null;
        ServedPlugin? late = null;
        lock (_lock)
        {
            if (result.Plugin is { } loaded && security.Again(loaded.Decision) is { IsServed: false } decision) // Revoked while it started.
                (late, result) = (loaded, LoadResult.Refused(slot.Name, [decision.Reason], decision));

            (slot.Tried, slot.Refusal, slot.ConflictAt) = (fingerprint, result.Refusal, result.IsConflict ? _changes : null);
            if (result.Plugin is { } fresh)
            {
                metrics.Listed(fresh.Plugin.Name);
                foreach (var tool in fresh.Plugin.Tools)
                    slo.ToolListed(fresh.Plugin.Name, tool);
                (old, slot.Served) = (slot.Served, fresh);
                _changes++;
            }

            Publish();
        }

        Tell(slot, result, old);
        foreach (var retired in new[] { old, late }.OfType<ServedPlugin>())
            retirement.Begin(retired);
    }

    private void Tell(PluginSlot slot, LoadResult result, ServedPlugin? old)
    {
        if (result.Plugin is { Plugin: var plugin })
        {
            metrics.Happened(plugin.Name, old is null ? PluginEvent.Load : PluginEvent.Reload);
            logger.PluginLoaded(plugin.Name, plugin.Manifest.Version, plugin.Tools.Count, plugin.Prompts.Count, plugin.Resources.Count);
            if (old is not null)
                logger.PluginReloaded(plugin.Name, plugin.Manifest.Version, old.Plugin.Manifest.Version);
        }
        else if (result.Refusal is { } refused)
        {
            metrics.Happened(refused.Name, PluginEvent.LoadFailed);
            metrics.Failed(refused.Name, PluginEvent.Load);
            logger.PluginRefused(refused.Name, string.Join("; ", refused.Reasons), result.Exception);
            if (slot.Served is { } kept)
                logger.PluginKept(kept.Plugin.Name, kept.Plugin.Manifest.Version);
        }
    }

    private ServedPlugin? Withdraw(PluginSlot slot, string reason)
    {
        if (slot.Served is not { } served)
            return null;

        slot.Served = null;
        _changes++;
        metrics.Happened(slot.Name, PluginEvent.Withdraw);
        logger.PluginWithdrawn(slot.Name, served.Plugin.Manifest.Version, reason);
        return served;
    }

    private void Publish()
    {
        if (_isLoaded)
            catalog.Swap(new(_slots.Values.Select(slot => slot.Served).OfType<ServedPlugin>(), _slots.Values.Select(slot => slot.Refusal).OfType<RefusedPlugin>()));
    }

    private CatalogSnapshot Beside(PluginSlot slot)
    {
        lock (_lock)
            return new(_slots.Values.Where(other => other != slot).Select(other => other.Served).OfType<ServedPlugin>(), []);
    }

    private IReadOnlyList<ServedPlugin> Served()
    {
        lock (_lock)
            return [.. _slots.Values.Select(slot => slot.Served).OfType<ServedPlugin>()];
    }

    private DirectoryInfo[] Folders()
    {
        var folder = new DirectoryInfo(options.Value.PluginsDir);
        if (!folder.Exists)
            return [];

        var plugins = folder.GetDirectories().Where(plugin => !plugin.Name.StartsWith('.')).OrderBy(plugin => plugin.Name, StringComparer.Ordinal).ToArray();
        if (plugins.Length > MaxPlugins && !Interlocked.Exchange(ref _isOverfull, true))
            logger.TooManyPlugins(plugins.Length, MaxPlugins);
        return plugins[..Math.Min(plugins.Length, MaxPlugins)];
    }
}
