using Hatago.McpServer.Signing;

namespace Hatago.McpServer.Plugins;

/// <summary>What became of loading a folder: a plugin, or why it is refused.</summary>
/// <param name="Plugin">Loaded, not yet served.</param>
/// <param name="Refusal">Why it is not.</param>
/// <param name="Exception">What was thrown, for the log.</param>
internal sealed record LoadResult(ServedPlugin? Plugin, RefusedPlugin? Refusal, Exception? Exception)
{
    /// <summary>Whether it is refused for what another plugin has, and may be served once that is gone.</summary>
    public bool IsConflict { get; init; }

    public static LoadResult Refused(string name, IReadOnlyList<string> reasons, PluginDecision? decision = null, Exception? exception = null) =>
        new(null, new(name, reasons, decision), exception);
}
