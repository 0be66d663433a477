using System.Globalization;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Hardening;

/// <summary>How many connections there may be at once.</summary>
internal sealed class ConnectionPlaces : IDisposable
{
    /// <summary>More that are accepted, to be told at once that there is no place.</summary>
    private const int Refused = 64;

    private const string ProcessLimits = "/proc/self/limits";
    private const string ProcessFiles = "/proc/self/fd";
    private const string OpenFiles = "Max open files";

    private readonly SemaphoreSlim? _places;

    public ConnectionPlaces(IOptions<HardeningOptions> options)
    {
        Most = options.Value.MaxConnections is > 0 and var configured ? configured : FromFiles();
        _places = Most is { } most and < int.MaxValue - Refused ? new((int)most + Refused) : null;
    }

    /// <summary>Those that are served; <see langword="null"/> is no limit.</summary>
    public long? Most { get; }

    /// <summary>Waits until one more may be accepted: until then it waits where it costs no file, in the system's queue.</summary>
    public Task TakeAsync(CancellationToken cancellation) => _places?.WaitAsync(cancellation) ?? Task.CompletedTask;

    public void Leave() => _places?.Release();

    public void Dispose() => _places?.Dispose();

    /// <summary>
    /// Each connection is an open file, and so is much that the process needs to answer it: with none left the runtime ends it. The
    /// assemblies that it runs are open too, some 300 at the start; the plugins' come later, out of what is left to the process.
    /// </summary>
    /// <returns>No limit where the system tells none.</returns>
    private static long? FromFiles()
    {
        if (!File.Exists(ProcessLimits))
            return null;

        var line = File.ReadLines(ProcessLimits).First(line => line.StartsWith(OpenFiles, StringComparison.Ordinal));
        var soft = line[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        if (!long.TryParse(soft, CultureInfo.InvariantCulture, out var files))
            return null;

        var open = Directory.EnumerateFileSystemEntries(ProcessFiles).Count();
        return Math.Max(files - open - Math.Max(256, files / 8), files / 4);
    }
}
