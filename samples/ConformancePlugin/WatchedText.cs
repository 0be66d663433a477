using Hatago.PluginSdk;

namespace ConformancePlugin;

/// <summary>A text whose readers are told when it changes.</summary>
public sealed class WatchedText(IResourceUpdates updates)
{
    public const string Uri = "test://watched-resource";

    private string _value = "Nothing happened yet.";

    public string Value
    {
        get => Volatile.Read(ref _value);
        set
        {
            Volatile.Write(ref _value, value);
            updates.Updated(Uri);
        }
    }
}
