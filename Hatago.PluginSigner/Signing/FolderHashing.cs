using Hatago.PluginSdk.Signing;
using Spectre.Console;

namespace Hatago.PluginSigner.Signing;

/// <summary>Shows on stderr how far the reading of a folder is, where that takes a while.</summary>
internal static class FolderHashing
{
    private const long Large = 64 * 1024 * 1024;
    private const int LinesOfLarge = 10;

    public static async Task<T> ShowAsync<T>(long bytes, Func<IProgress<FolderProgress>?, Task<T>> read)
    {
        if (bytes < Large)
            return await read(null);
        if (Console.IsErrorRedirected)
            return await read(new Lines());

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(context =>
        {
            var task = context.AddTask("hashing", maxValue: bytes);
            return read(new Bar(task));
        });
    }

    private sealed class Bar(ProgressTask task) : IProgress<FolderProgress>
    {
        public void Report(FolderProgress value) => task.Value = value.Bytes;
    }

    /// <summary>A line for each tenth.</summary>
    private sealed class Lines : IProgress<FolderProgress>
    {
        private readonly Lock _lock = new();
        private long _told;

        public void Report(FolderProgress value)
        {
            lock (_lock)
            {
                var tenth = value.TotalBytes == 0 ? LinesOfLarge : value.Bytes * LinesOfLarge / value.TotalBytes;
                if (tenth <= _told)
                    return;
                _told = tenth;
                Console.Error.WriteLine($"hatago-sign: hashed {value.Files} of {value.TotalFiles} files, {value.Bytes / (1024 * 1024)} of {value.TotalBytes / (1024 * 1024)} MiB");
            }
        }
    }
}
