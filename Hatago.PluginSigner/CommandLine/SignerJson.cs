using System.Text.Json.Serialization;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.Keys;
using Hatago.PluginSigner.Signing;
using Hatago.PluginSigner.Trusting;

namespace Hatago.PluginSigner.CommandLine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(GeneratedKey))]
[JsonSerializable(typeof(SignResult))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(InspectResult))]
[JsonSerializable(typeof(TrustResult))]
[JsonSerializable(typeof(TrustList))]
[JsonSerializable(typeof(IReadOnlyList<StatementTool>))]
internal sealed partial class SignerJson : JsonSerializerContext;
