namespace Hatago.McpServer.Plugins;

internal static partial class PluginsLog
{
    [LoggerMessage(LogLevel.Information, "Plugin {plugin} {version} loaded with {tools} tools, {prompts} prompts, {resources} resources")]
    public static partial void PluginLoaded(this ILogger logger, string plugin, string version, int tools, int prompts, int resources);

    [LoggerMessage(LogLevel.Information, "Plugin {plugin} {version} took the place of {old_version}, whose calls finish")]
    public static partial void PluginReloaded(this ILogger logger, string plugin, string version, string old_version);

    [LoggerMessage(LogLevel.Warning, "Plugin {plugin} {version} taken out of service: {reason}")]
    public static partial void PluginWithdrawn(this ILogger logger, string plugin, string version, string reason);

    [LoggerMessage(LogLevel.Warning, "Plugin {plugin} {version} goes on: what is in its folder now is refused")]
    public static partial void PluginKept(this ILogger logger, string plugin, string version);

    [LoggerMessage(LogLevel.Information, "Plugin {plugin} {version} unloaded")]
    public static partial void PluginUnloaded(this ILogger logger, string plugin, string version);

    [LoggerMessage(LogLevel.Error, "The plugins folder has {folders} folders; only the first {limit} are looked at")]
    public static partial void TooManyPlugins(this ILogger logger, int folders, int limit);

    [LoggerMessage(LogLevel.Error, "Looking after plugins failed; the next look is in a second")]
    public static partial void LookFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "Plugin {plugin} refused: {reasons}")]
    public static partial void PluginRefused(this ILogger logger, string plugin, string reasons, Exception? exception);

    [LoggerMessage(LogLevel.Warning, "No plugins folder {folder}: no plugin is served")]
    public static partial void PluginsFolderMissing(this ILogger logger, string folder);

    [LoggerMessage(LogLevel.Information, "Plugins loaded: {served} served, {refused} refused")]
    public static partial void PluginsLoaded(this ILogger logger, int served, int refused);

    [LoggerMessage(LogLevel.Error, "Plugin {plugin} left behind: it did not dispose itself in time")]
    public static partial void PluginLeftBehind(this ILogger logger, string plugin, Exception exception);
}
