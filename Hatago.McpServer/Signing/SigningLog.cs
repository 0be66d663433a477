namespace Hatago.McpServer.Signing;

internal static partial class SigningLog
{
    /// <summary>The audit line: one for each decision about a plugin.</summary>
    [LoggerMessage("Plugin {plugin} {version} {decision}: signature {status}, key {key_id}, statement {statement}: {reason}")]
    public static partial void PluginDecided(
        this ILogger logger, LogLevel level, string plugin, string version, string decision, string status, string key_id, string statement, string reason);

    [LoggerMessage(LogLevel.Warning, "Signatures of plugins are not checked (PLUGIN_SECURITY_ENABLED=false): any code in the plugins folder runs")]
    public static partial void SecurityIsOff(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "Trust store {folder} read: {keys} keys")]
    public static partial void TrustStoreRead(this ILogger logger, string folder, int keys);

    [LoggerMessage(LogLevel.Error, "Trust store {folder} cannot be used: {problem}; the last good one, with {keys} keys, counts on")]
    public static partial void TrustStoreBroken(this ILogger logger, string folder, string problem, int keys);

    [LoggerMessage(LogLevel.Warning, "Test key {key_id} of {algorithm} made: trusted for test data, in this process only")]
    public static partial void TestKeyMade(this ILogger logger, string key_id, string algorithm);
}
