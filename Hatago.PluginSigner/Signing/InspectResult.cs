using Hatago.PluginSdk.Signing;

namespace Hatago.PluginSigner.Signing;

/// <param name="Verified">Always false: this says what is written, not whether it is true.</param>
/// <param name="StatementDigest">Lower-case hex SHA-256 of the statement.</param>
/// <param name="KeyIds">Whose signatures there are said to be.</param>
/// <param name="Statement">What is signed.</param>
internal sealed record InspectResult(bool Verified, string StatementDigest, IReadOnlyList<string> KeyIds, PluginStatement Statement);
