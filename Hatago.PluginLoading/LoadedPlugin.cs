using Hatago.PluginSdk;

namespace Hatago.PluginLoading;

/// <summary>A plugin whose code is in this process: its manifest, its container and what it brings.</summary>
internal sealed class LoadedPlugin(DirectoryInfo folder, PluginManifest manifest, PluginLoadContext? context, ServiceProvider services) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private bool _isRetired;

    /// <summary>Where its code was loaded from.</summary>
    public DirectoryInfo Folder => folder;

    public PluginManifest Manifest { get; } = manifest;

    public string Name => Manifest.Name;

    public IServiceProvider Services => services;

    public required IReadOnlyList<CheckedTool> Tools { get; init; }

    public required IReadOnlyList<CheckedPrompt> Prompts { get; init; }

    public required IReadOnlyList<CheckedResource> Resources { get; init; }

    /// <summary>Begins a call; its code stays until <see cref="Leave"/>.</summary>
    /// <returns>False when another version, or none, has taken its place.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!_isRetired)
                _calls++;
            return !_isRetired;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_calls == 0 && _isRetired)
                _idle.TrySetResult();
        }
    }

    /// <summary>Lets no call begin any more.</summary>
    /// <returns>Completes when the last one has ended.</returns>
    public Task RetireAsync()
    {
        lock (_lock)
        {
            _isRetired = true;
            if (_calls == 0)
                _idle.TrySetResult();
            return _idle.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        context?.Unload();
    }
}
