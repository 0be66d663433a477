using System.Collections.Concurrent;
using Hatago.EmbeddedHosting.Engine;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The log of each resource: what its process prints, and what is said of it.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes into a resource's log.</summary>
    /// <param name="resource">The resource.</param>
    public ILogger GetLogger(IResource resource) => Log(resource.Name);

    /// <summary>Writes into a resource's log.</summary>
    /// <param name="resourceName">The resource's name.</param>
    public ILogger GetLogger(string resourceName) => Log(resourceName);

    /// <summary>The last lines of a resource's log, then each new one, until the enumeration is cancelled.</summary>
    /// <param name="resource">The resource.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => Log(resource.Name).WatchAsync();

    /// <summary>The last lines of a resource's log, then each new one, until the enumeration is cancelled.</summary>
    /// <param name="resourceName">The resource's name.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Log(resourceName).WatchAsync();

    internal ResourceLog Log(string resourceName) => _logs.GetOrAdd(resourceName, _ => new());
}

/// <summary>A line of a resource's log.</summary>
/// <param name="LineNumber">1 is the resource's first.</param>
/// <param name="Content">The line, without its end.</param>
/// <param name="IsErrorMessage">From the standard error stream, or an error that was logged.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
