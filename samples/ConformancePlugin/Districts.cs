using Hatago.PluginSdk;
using ModelContextProtocol.Protocol;

namespace ConformancePlugin;

/// <summary>Completes what only the plugin knows: here, the districts that there is a weather of.</summary>
public sealed class Districts : ICompletionSource
{
    private static readonly string[] Known = ["Asakusa", "Akasaka", "Ginza", "Shibuya", "Shinjuku"];

    public ValueTask<IEnumerable<string>> CompleteAsync(CompleteRequestParams request, CancellationToken cancellation) =>
        new(request.Argument.Name == "district" ? Known.Where(name => name.StartsWith(request.Argument.Value, StringComparison.OrdinalIgnoreCase)) : []);
}
