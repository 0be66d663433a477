namespace Hatago.PluginLoading;

/// <summary>Makes every logger of a plugin carry the plugin's name: <c>name/category</c>.</summary>
internal sealed class PluginLoggerFactory(string plugin, ILoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => loggers.CreateLogger($"{plugin}/{categoryName}");

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Logging is the server's: a plugin writes through ILogger and adds no provider.");

    public void Dispose()
    {
        // The server's factory outlives the plugin.
    }
}
