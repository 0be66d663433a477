using ModelContextProtocol.Protocol;

namespace Hatago.PluginSdk;

/// <summary>
/// Implemented by a plugin that completes arguments of its prompts and resource templates while a user types them
/// (MCP, <c>completion/complete</c>). Added to the plugin's container by <see cref="IHatagoPlugin.ConfigureServices"/>, in any lifetime.
/// </summary>
/// <remarks>
/// An argument with a few fixed values needs none: <c>[AllowedValues]</c> on the parameter completes it. Where there are both, these
/// values come first.
/// </remarks>
public interface ICompletionSource
{
    /// <summary>Finds values that begin as what was typed.</summary>
    /// <param name="request">
    /// <c>Ref</c>: a <see cref="PromptReference"/> with a prompt's name, or a <see cref="ResourceTemplateReference"/> with a template's URI; only of this plugin.
    /// <c>Argument</c>: its name, one that the prompt or template has, and the text so far. <c>Context</c>: the arguments that are already there.
    /// </param>
    /// <param name="cancellation">Cancelled when nobody waits any more, or the plugin's longest call is over.</param>
    /// <returns>The best first; the client gets the first 100, and is told how many there are. Empty when there are none.</returns>
    ValueTask<IEnumerable<string>> CompleteAsync(CompleteRequestParams request, CancellationToken cancellation);
}
