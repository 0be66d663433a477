using Hatago.PluginSdk.Signing;

namespace Hatago.PluginSigner.Describing;

/// <summary>What the process that started a plugin hands over.</summary>
/// <param name="Tools">Sorted by name; none when there are problems.</param>
/// <param name="Problems">Why the plugin does not start; none when it does.</param>
internal sealed record Description(IReadOnlyList<StatementTool> Tools, IReadOnlyList<string> Problems);
