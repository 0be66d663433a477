using System.Text.Json.Serialization;
using Hatago.PluginSigner.Describing;
using Hatago.PluginSigner.Keys;
using Hatago.PluginSigner.Signing;
using Hatago.PluginSigner.Trusting;

namespace Hatago.PluginSigner.CommandLine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(GeneratedKey))]
[JsonSerializable(typeof(SignResult))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(InspectResult))]
[JsonSerializable(typeof(TrustResult))]
[JsonSerializable(typeof(TrustList))]
[JsonSerializable(typeof(Description))]
internal sealed partial class SignerJson : JsonSerializerContext;
