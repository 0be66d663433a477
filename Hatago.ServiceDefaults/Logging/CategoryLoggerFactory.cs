using Microsoft.Extensions.Logging;

namespace Hatago.ServiceDefaults.Logging;

/// <summary>
/// Remembers, while an entry is written, whose logger writes it: a plugin's entry may carry a property <c>SourceContext</c> of its
/// own, and would else pass for one of Hatago's.
/// </summary>
internal sealed class CategoryLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    [ThreadStatic]
    private static string? writing;

    /// <summary>The category of the logger that writes now; none for Serilog's own.</summary>
    public static string? Writing => writing;

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(inner.CreateLogger(categoryName), categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class CategoryLogger(ILogger inner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var outer = writing;
            writing = category;
            try
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
            finally
            {
                writing = outer;
            }
        }
    }
}
