namespace Hatago.McpServer.Plugins;

/// <summary>The closed set of values of the label <c>event</c> of <c>hatago_plugin_events_total</c>.</summary>
internal static class PluginEvent
{
    public const string Load = "load";
    public const string LoadFailed = "load_failed";

    /// <summary>A new version took the place of the old one.</summary>
    public const string Reload = "reload";

    /// <summary>Taken out of service: its folder is gone, or its signature does not count any more.</summary>
    public const string Withdraw = "withdraw";
    public const string Unload = "unload";
    public const string Call = "call";

    /// <summary>A call that went on after its token was cancelled: Hatago stopped waiting for it.</summary>
    public const string LeftBehind = "left_behind";

    public static IReadOnlyList<string> All { get; } = [Load, LoadFailed, Reload, Withdraw, Unload, Call, LeftBehind];
}
