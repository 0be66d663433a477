namespace Hatago.McpServer.Plugins;

internal static partial class PluginsLog
{
    [LoggerMessage(LogLevel.Information, "Plugin {plugin} {version} loaded with {tools} tools, {prompts} prompts, {resources} resources")]
    public static partial void PluginLoaded(this ILogger logger, string plugin, string version, int tools, int prompts, int resources);

    [LoggerMessage(LogLevel.Error, "Plugin {plugin} refused: {reasons}")]
    public static partial void PluginRefused(this ILogger logger, string plugin, string reasons, Exception? exception);

    [LoggerMessage(LogLevel.Warning, "No plugins folder {folder}: no plugin is served")]
    public static partial void PluginsFolderMissing(this ILogger logger, string folder);

    [LoggerMessage(LogLevel.Information, "Plugins loaded: {served} served, {refused} refused")]
    public static partial void PluginsLoaded(this ILogger logger, int served, int refused);

    [LoggerMessage(LogLevel.Error, "Plugin {plugin} left behind: it did not dispose itself in time")]
    public static partial void PluginLeftBehind(this ILogger logger, string plugin, Exception exception);
}
