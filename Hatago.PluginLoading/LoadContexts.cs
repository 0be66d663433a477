using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hatago.PluginLoading;

/// <summary>
/// The load contexts of plugins, and what keeps one after it was unloaded: System.Text.Json remembers members of types for the whole
/// process. It forgets those that nobody asked for within a second, but looks for them only when it is asked for a new one.
/// </summary>
internal sealed class LoadContexts
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<PluginLoadContext>> _contexts = [];

    public PluginLoadContext Add(PluginLoadContext context)
    {
        lock (_lock)
            _contexts.Add(new(context));
        return context;
    }

    /// <summary>Has System.Text.Json forget what it can, as long as something that was unloaded is still in memory.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _contexts.RemoveAll(context => !context.TryGetTarget(out _));
            if (!_contexts.Exists(context => context.TryGetTarget(out var alive) && alive.IsUnloaded))
                return;
        }

        new DefaultJsonTypeInfoResolver().GetTypeInfo(typeof(Question), JsonSerializerOptions.Default); // A resolver that is new has to ask.
    }

    private sealed class Question;
}
